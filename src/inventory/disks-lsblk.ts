import type { HostView } from "../engine/index.ts";
import { isRecord, listIn } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { parseJson, printed } from "./read.ts";

/** A drive, partition or stacked device, whoever told us of it. */
export interface BlockDevice {
  readonly name: string;
  /** `8:0` */
  readonly number: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly isRotational: boolean | undefined;
  readonly isRemovable: boolean;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly transport: string | undefined;
  readonly filesystem: string | undefined;
  readonly label: string | undefined;
  readonly mountPoint: string | undefined;
  /** Without the blocks reserved for root, unlike "size less free". */
  readonly usedBytes: number | undefined;
  readonly children: readonly BlockDevice[];
}

export async function blockDevicesFromLsblk(
  host: HostView,
  signal: AbortSignal,
): Promise<readonly BlockDevice[]> {
  // All columns: naming one that this lsblk does not know yet (FSUSED on RHEL 8) is an error.
  const outcome = await host.probe(["lsblk", "-J", "-b", "-O"], { timeoutMs: 3000, signal });
  return parseLsblk(printed("lsblk", outcome));
}

function parseLsblk(text: string): readonly BlockDevice[] {
  const answer = parseJson("lsblk", text);
  if (!isRecord(answer) || !Array.isArray(answer.blockdevices)) {
    throw new Error("lsblk printed no list of block devices");
  }
  return listIn(answer.blockdevices).map(parseDevice);
}

function parseDevice(row: Readonly<Record<string, unknown>>): BlockDevice {
  const word = (key: string) => {
    const value = row[key];
    return typeof value === "string" ? sanitize(value).trim() || undefined : undefined;
  };
  return {
    name: word("name") ?? "",
    number: word("maj:min") ?? "",
    type: word("type") ?? "",
    sizeBytes: asCount(row.size) ?? 0,
    isRotational: asFlag(row.rota),
    isRemovable: asFlag(row.rm) ?? false,
    model: word("model"),
    serial: word("serial"),
    transport: word("tran"),
    filesystem: word("fstype"),
    label: word("label"),
    mountPoint: word("mountpoint"),
    usedBytes: asCount(row.fsused),
    children: listIn(row.children).map(parseDevice),
  };
}

/** A number, as number or as text. */
function asCount(value: unknown): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const count = Number(value);
  return Number.isFinite(count) ? count : undefined;
}

/** Before util-linux 2.33 the JSON held "0" and "1" as text. */
function asFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === "1" || value === 1) return true;
  if (value === "0" || value === 0) return false;
  return undefined;
}
