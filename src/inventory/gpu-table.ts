import type { HostView } from "../engine/index.ts";
import { isRecord, type Json, numberIn, textIn, valuesIn } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { GPU_MODELS, type GpuModel } from "./gpu-models.ts";

/** A table of its own that an edge host of Palette may carry (EdgeForge, user-data). */
export const SITE_TABLE = "/etc/spectrocloud/custom-hardware-specs-lookup.json";

/** The site's table, read as far as it can be. */
export interface SiteTable {
  readonly cards: readonly (readonly [pciId: string, GpuModel])[];
  /** Where and what, one sentence each: `entry 2 of gpus: vendorID is missing`. */
  readonly problems: readonly string[];
}

/** `undefined`: there is none. What is wrong in it costs the entry it is in, and no other. */
export async function readSiteTable(host: HostView): Promise<SiteTable | undefined> {
  const text = await host.files.readText(SITE_TABLE);
  return text === undefined ? undefined : parseSiteTable(text);
}

/** The site's own table first, then the one this program brings along. By `10de:25b6`. */
export async function readGpuTable(host: HostView): Promise<ReadonlyMap<string, GpuModel>> {
  const site = await readSiteTable(host).catch(() => undefined);
  return new Map([...GPU_MODELS, ...(site?.cards ?? [])]);
}

function parseSiteTable(text: string): SiteTable {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (thrown) {
    return { cards: [], problems: [`it is not JSON: ${whereIn(text, thrown)}`] };
  }
  const rows = rowsIn(given, "");
  if (rows.length === 0) return { cards: [], problems: ["it holds no list of cards"] };
  const read = rows.map(({ row, at }) => readRow(row, at));
  return {
    cards: read.flatMap(({ cards }) => cards),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** V8 tells the offset; a person counts lines. */
function whereIn(text: string, thrown: unknown): string {
  const why = thrown instanceof Error ? sanitize(thrown.message) : "it cannot be read";
  const offset = /at position (\d+)/.exec(why)?.[1];
  if (offset === undefined) return text.trim() === "" ? "it is empty" : why;
  const line = text.slice(0, Number(offset)).split("\n").length;
  return `line ${line}, ${why.replace(/ in JSON at position.*$/, "")}`;
}

/** A list of cards, or a record that holds such lists. */
function rowsIn(given: unknown, name: string): readonly { row: unknown; at: string }[] {
  const of = name === "" ? "" : ` of ${sanitize(name)}`;
  if (Array.isArray(given))
    return given.map((row, index) => ({ row, at: `entry ${index + 1}${of}` }));
  if (!isRecord(given)) return [];
  return Object.entries(given).flatMap(([key, inner]) => rowsIn(inner, key));
}

/** What Palette asks of a vendor's name. */
const VENDOR = /AMD|Intel|NVIDIA/;

function readRow(row: unknown, at: string): SiteTable {
  if (!isRecord(row)) return { cards: [], problems: [`${at}: it is no card`] };
  const problems: string[] = [];
  const say = (what: string) => problems.push(`${at}: ${what}`);
  const model = sanitize(textIn(row, "marketingName") ?? "").trim();
  if (model === "") say("marketingName is missing");
  if (!VENDOR.test(textIn(row, "vendor") ?? "")) say("vendor must contain AMD, Intel or NVIDIA");
  const vendor = readId(textIn(row, "vendorID"));
  if (vendor === undefined) say("vendorID must be 4 hexadecimal digits, without 0x");
  const given = valuesIn(row.deviceID);
  const ids = given.map((id) => readId(typeof id === "string" ? id : undefined));
  if (given.length === 0) say("deviceID must be a list of numbers");
  if (ids.includes(undefined)) say("deviceID holds something that is not 4 hexadecimal digits");
  if ("vRAM" in row && numberIn(row, "vRAM") === undefined) say("vRAM must be a number of GB");
  if ("migCapable" in row && typeof row.migCapable !== "boolean")
    say("migCapable must be true or false");
  if (model === "" || vendor === undefined) return { cards: [], problems };
  const card = { model, ...moreOf(row) };
  return {
    cards: ids.flatMap((id) => (id === undefined ? [] : [[`${vendor}:${id}`, card] as const])),
    problems,
  };
}

function moreOf(row: Json): Omit<GpuModel, "model"> {
  const memoryGb = numberIn(row, "vRAM");
  const architecture = sanitize(textIn(row, "architecture") ?? "").trim();
  return {
    ...(memoryGb === undefined ? {} : { memoryGb }),
    ...(typeof row.migCapable === "boolean" ? { migCapable: row.migCapable } : {}),
    ...(architecture === "" ? {} : { architecture }),
  };
}

/** As the kernel writes it: four digits, lower case. */
function readId(text: string | undefined): string | undefined {
  const id = text?.toLowerCase() ?? "";
  return /^[0-9a-f]{4}$/.test(id) ? id : undefined;
}
