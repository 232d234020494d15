import type { RunContext } from "../../engine/index.ts";
import type { NetworkChange } from "../change.ts";
import type { NetworkTry } from "./arm.ts";
import { inForce } from "./check.ts";
import { type ProofRung, type Prove, worseThan } from "./prove.ts";
import { readProofs, readTrial, writeProofs } from "./trial.ts";

export interface Proving {
  /** Climbs what has to work; asked before the change and after it. */
  readonly prove: Prove;
  /** How long links may take until what worked before has to work again; 60 s unless told. */
  readonly settleMs?: number;
  /** For how long everything has to work before it is believed; 3 s unless told. */
  readonly steadyMs?: number;
}

/** A switch with spanning tree lets nothing through for 30 s after a port came up, and then comes DHCP. */
const SETTLE_MS = 60_000;
const STEADY_MS = 3000;
const POLL_MS = 1000;

type Found = "good" | "pending" | "worse";

/**
 * What is worse than before and did not get better in time. Believed is what holds for a while, on
 * links that are as asked: programs of the network answer before they act, and the first look may
 * still meet the former links. Ends as well when the try does.
 */
export async function settle(
  wanted: NetworkTry,
  context: RunContext,
  { prove, settleMs = SETTLE_MS, steadyMs = STEADY_MS }: Proving,
): Promise<readonly string[]> {
  const { host, signal, report } = context;
  const { folder, change } = wanted;
  const { before } = await readProofs(host, folder);
  const untilMs = host.clock.monotonicMs() + settleMs;
  let goodSinceMs = Number.POSITIVE_INFINITY;
  for (;;) {
    const trial = await readTrial(host, folder);
    if (trial?.state !== "applied") return [];
    const after = asAsked(await prove(host, change.links, signal), change);
    await writeProofs(host, folder, { before, after });
    const worse = worseThan(before, after).map(({ evidence }) => evidence);
    if (worse.length > 0) report({ evidence: worse.join("; ") });
    const nowMs = host.clock.monotonicMs();
    const found = worse.length > 0 ? "worse" : await goodOrPending(wanted, host);
    goodSinceMs = found === "good" ? Math.min(goodSinceMs, nowMs) : Number.POSITIVE_INFINITY;
    if (nowMs - goodSinceMs >= steadyMs) return [];
    if (nowMs >= untilMs || trial.leftSeconds <= 1) return worse;
    await host.clock.sleep(POLL_MS, signal);
  }
}

/** A port that goes into a bond has no address, and a device that is taken away no link: as was asked. */
function asAsked(after: readonly ProofRung[], { ends = [] }: NetworkChange): readonly ProofRung[] {
  const emptied = ends
    .filter(({ now }) => now?.length === 0)
    .flatMap(({ link }) => [`address ${link}`, `link ${link}`]);
  return after.map((rung) =>
    rung.verdict === "fail" && emptied.includes(rung.id)
      ? { ...rung, verdict: "skip", evidence: `${rung.evidence}, as asked` }
      : rung,
  );
}

async function goodOrPending(wanted: NetworkTry, host: RunContext["host"]): Promise<Found> {
  return (await inForce(wanted, host)).is === "done" ? "good" : "pending";
}
