import type { HostView } from "../engine/index.ts";
import { sanitize } from "../text/index.ts";
import type { OperatingSystem } from "./types.ts";

/** os-release(5): the first that exists counts. */
const PLACES = ["/etc/os-release", "/usr/lib/os-release"];

export async function observeOs(host: HostView): Promise<OperatingSystem> {
  for (const path of PLACES) {
    const text = await host.files.readText(path);
    if (text === undefined) continue;
    const fields = parseOsRelease(text);
    const id = fields.get("ID") ?? "linux";
    return {
      id,
      version: fields.get("VERSION_ID") ?? "",
      prettyName: fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? id,
      isKairos: await isKairos(host, fields),
    };
  }
  throw new Error(`${PLACES.join(" and ")} are missing`);
}

function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, key, quoted] = /^\s*([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || quoted === undefined) continue;
    const value = quoted
      .trim()
      .replace(/^(["'])(.*)\1$/, "$2")
      .replace(/\\(.)/g, "$1");
    fields.set(key, sanitize(value));
  }
  return fields;
}

/** The image says so in os-release; its boot tool says so in /run/cos. */
async function isKairos(host: HostView, fields: ReadonlyMap<string, string>): Promise<boolean> {
  if (fields.get("ID") === "kairos") return true;
  if ([...fields.keys()].some((key) => key.startsWith("KAIROS_"))) return true;
  const signs = await Promise.all(
    ["/etc/kairos-release", "/run/cos/cos-layout.env"].map((path) => host.files.stat(path)),
  );
  return signs.some((sign) => sign !== undefined);
}
