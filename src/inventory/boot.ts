import type { HostView } from "../engine/index.ts";
import { readRequired } from "./read.ts";
import type { Boot } from "./types.ts";

export async function observeBoot(host: HostView): Promise<Boot> {
  const [bootId, uptime] = await Promise.all([host.bootId(), readRequired(host, "/proc/uptime")]);
  const uptimeSeconds = Number(uptime.split(" ")[0]);
  if (!Number.isFinite(uptimeSeconds)) throw new Error("/proc/uptime is not a number");
  return { bootId, uptimeSeconds };
}
