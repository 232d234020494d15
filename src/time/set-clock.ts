import { type HostIO, troubleIn } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";

/** What became of the clock in the hardware: without it the time is lost with the power. */
export type HardwareClock =
  | { readonly is: "set" }
  | { readonly is: "failed"; readonly why: string };

const TIMEOUT_MS = 10_000;

/**
 * Sets the clock of the host by hand, then its hardware clock. Not through timedatectl: that refuses
 * while time synchronization is switched on, also where no server was ever reached.
 * @throws CLOCK_NOT_SET when the system clock could not be set
 */
export async function setClock(
  host: HostIO,
  atMs: number,
  signal: AbortSignal,
): Promise<HardwareClock> {
  const options = { timeoutMs: TIMEOUT_MS, signal };
  const seconds = (atMs / 1000).toFixed(3);
  const set = await host.exec(["date", "--utc", `--set=@${seconds}`], options);
  const failed = troubleIn(set);
  if (failed !== undefined) throw new BringupError("CLOCK_NOT_SET", failed);
  const why = troubleIn(await host.exec(["hwclock", "--systohc"], options));
  return why === undefined ? { is: "set" } : { is: "failed", why };
}
