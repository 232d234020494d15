import { parsePath, readTree, valueAt } from "../spec/index.ts";
import type { Patient } from "./patient.ts";

/** Layers of the user-data of Palette as they lie on a host, what wins last (palette-edge.md 2.2). */
const PLACES = ["/oem", "/oem/userdata", "/run/stylus/userdata", "/var/lib/spectro/userdata"];

/** What user-data says at a path such as `stylus.path`; `undefined`: nothing. Never a secret to be shown. */
export async function userDataSays(patient: Patient, path: string): Promise<unknown> {
  const fact = await patient.once("user-data", async () => readLayers(patient));
  if (fact.is === "unknown") throw new Error(fact.why);
  const layers = fact.is === "known" ? fact.value : [];
  const segments = parsePath(path) ?? [];
  const values = layers.map((layer) => valueAt(layer, segments));
  return values.findLast((value) => value !== undefined && value !== null && value !== "");
}

async function readLayers({ host }: Patient): Promise<readonly unknown[]> {
  const layers: unknown[] = [];
  for (const place of PLACES) {
    for (const path of await filesAt(host.files, place)) {
      const text = await host.files.readText(path, { maxBytes: 1024 ** 2 });
      if (text !== undefined) layers.push(readTree(text, "the user-data").value);
    }
  }
  return layers;
}

/** The file itself, or the YAML in the folder in the order of their names. */
async function filesAt(files: Patient["host"]["files"], place: string): Promise<readonly string[]> {
  const stat = await files.stat(place);
  if (stat?.kind !== "directory") return stat === undefined ? [] : [place];
  const names = (await files.list(place)) ?? [];
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${place}/${name}`);
}
