import type { HostView } from "../engine/index.ts";
import { readDetail } from "./read.ts";
import type { DriveHealth } from "./types.ts";

/** What a drive tells of itself without a tool; `undefined`: nothing. */
export async function readHealth(host: HostView, name: string): Promise<DriveHealth | undefined> {
  const at = `/sys/block/${name}/device`;
  const [errors, life] = await Promise.all([
    readDetail(host, `${at}/ioerr_cnt`),
    readDetail(host, `${at}/life_time`),
  ]);
  const failedCommands = asCount(errors);
  // Two memories of one chip, each in tenths from 1 to 11; the worse one counts, 0 tells nothing.
  const tenths = Math.max(0, ...(life ?? "").split(/\s+/).map((text) => asCount(text) ?? 0));
  if (failedCommands === undefined && tenths === 0) return undefined;
  return {
    ...(failedCommands === undefined ? {} : { failedCommands }),
    ...(tenths === 0 ? {} : { wornPercent: tenths * 10 }),
  };
}

function asCount(text: string | undefined): number | undefined {
  const count = text === undefined || text === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(count) ? count : undefined;
}
