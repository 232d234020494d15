import type { HostView } from "../engine/index.ts";
import {
  isRecord,
  type Json,
  listIn,
  numberIn,
  readJson,
  textIn,
  valuesIn,
} from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { GPU_MODELS, type GpuModel } from "./gpu-models.ts";

/** A table of its own that an edge host of Palette may carry (EdgeForge, user-data). */
const SITE_TABLE = "/etc/spectrocloud/custom-hardware-specs-lookup.json";

/** The site's own table first, then the one this program brings along. By `10de:25b6`. */
export async function readGpuTable(host: HostView): Promise<ReadonlyMap<string, GpuModel>> {
  const text = await host.files.readText(SITE_TABLE).catch(() => undefined);
  const given = text === undefined ? undefined : readJson(text);
  return new Map([...GPU_MODELS, ...entriesIn(given)]);
}

/** A list of cards, or a record that holds such lists. */
function entriesIn(given: unknown): readonly (readonly [string, GpuModel])[] {
  if (isRecord(given)) return Object.values(given).flatMap(entriesIn);
  return listIn(given).flatMap(entryOf);
}

function entryOf(row: Json): readonly (readonly [string, GpuModel])[] {
  const vendor = textIn(row, "vendorID")?.toLowerCase();
  const model = sanitize(textIn(row, "marketingName") ?? "").trim();
  if (vendor === undefined || model === "") return [];
  const memoryGb = numberIn(row, "vRAM");
  const found = memoryGb === undefined ? { model } : { model, memoryGb };
  return valuesIn(row.deviceID)
    .filter((id) => typeof id === "string")
    .map((id) => [`${vendor}:${id.toLowerCase()}`, found] as const);
}
