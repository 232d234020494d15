import type { HostView } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Certificates that a host makes now are not valid yet for the others, and for itself once it is corrected. */
const HOPELESS_MS = 60_000;

export const clockSync = defineCheck({
  ...ruleOf("system.clock-sync"),
  needs: [],
  async run(_, { host, limits, signal }) {
    const answers = (
      await Promise.all([askTimesyncd(host), askTimedatectl(host, signal), askChrony(host, signal)])
    ).filter((answer) => answer !== undefined);
    const evidence = answers.map(({ line }) => line);
    const offsetMs = answers.find((answer) => answer.offsetMs !== undefined)?.offsetMs;
    const finding = {
      expected: "synchronized",
      remedy: "Set an NTP server this host can reach (Settings > Time).",
      why: "With a wrong clock certificates are not yet valid and registration is refused.",
      evidence,
    };
    if (offsetMs !== undefined && Math.abs(offsetMs) > limits.maxClockSkewMs) {
      const judge = Math.abs(offsetMs) > HOPELESS_MS ? fail : warn;
      return judge(`${formatDuration(Math.abs(offsetMs))} off`, { code: "CLOCK_SKEW", ...finding });
    }
    if (answers.some(({ isSynchronized }) => isSynchronized)) {
      return pass("synchronized", { evidence });
    }
    if (answers.length === 0) {
      return cannotTell("neither timesyncd nor chrony answers", "Install and start one of them.");
    }
    return warn("not synchronized", { code: "CLOCK_NOT_SYNCHRONIZED", ...finding });
  },
});

interface Answer {
  readonly isSynchronized: boolean;
  readonly line: string;
  /** Positive: this host is behind. */
  readonly offsetMs?: number;
}

const SYNCHRONIZED = "/run/systemd/timesync/synchronized";

/** timesyncd makes this file at its first success since the boot; its absence says nothing. */
async function askTimesyncd(host: HostView): Promise<Answer | undefined> {
  const found = await host.files.stat(SYNCHRONIZED).catch(() => undefined);
  return found && { isSynchronized: true, line: `${SYNCHRONIZED}: present` };
}

/** The kernel's own flag, whichever daemon set it. */
async function askTimedatectl(host: HostView, signal: AbortSignal): Promise<Answer | undefined> {
  const outcome = await host.probe(["timedatectl", "show"], { timeoutMs: 2000, signal });
  if (outcome.is !== "exited" || outcome.exitCode !== 0) return undefined;
  const word = /^NTPSynchronized=(\w+)$/m.exec(outcome.stdout)?.[1];
  if (word === undefined) return undefined;
  return { isSynchronized: word === "yes", line: `timedatectl: NTPSynchronized=${word}` };
}

/** chronyc(1), tracking with -c: the fifth field is the offset in seconds, the last the leap status. */
async function askChrony(host: HostView, signal: AbortSignal): Promise<Answer | undefined> {
  const outcome = await host.probe(["chronyc", "-c", "tracking"], { timeoutMs: 2000, signal });
  if (outcome.is !== "exited" || outcome.exitCode !== 0) return undefined;
  const fields = outcome.stdout.trim().split(",");
  const seconds = Number(fields[4]);
  const isSynchronized = fields.at(-1) === "Normal";
  const line = `chronyc: offset ${fields[4]} s, ${fields.at(-1)}`;
  return isSynchronized && Number.isFinite(seconds)
    ? { isSynchronized, line, offsetMs: seconds * 1000 }
    : { isSynchronized, line };
}
