import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatDuration } from "../quantity/index.ts";
import { applyId } from "./apply-step.ts";
import { accessOf, type Look } from "./cluster-look.ts";
import type { ReadyRule } from "./readiness.ts";
import { lookAtReadiness } from "./ready-look.ts";

export const READY_KIND = "profile.ready";

export interface ReadyParams {
  readonly layer: string;
  readonly rules: readonly ReadyRule[];
  readonly kubeconfig: string;
}

const LOOK_EVERY_MS = 2000;
/** Images of a storage cluster come from a slow drive; distributions.md 8.1 has ten minutes. */
const QUIET_MS = 15 * 60_000;

export function readyStep(params: ReadyParams): Step {
  return {
    id: `profile.ready-${params.layer}`,
    kind: READY_KIND,
    title: `Wait for layer ${params.layer} to be ready`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs: 60_000,
    limit: { noProgressMs: QUIET_MS + 60_000, totalMs: 3_600_000 },
    rerun: "safe",
    onRequest: true,
  };
}

export const readyHandler = defineHandler<ReadyParams>(READY_KIND, {
  async check(params, context) {
    const { isReady, evidence } = await look(params, context);
    return isReady ? done(evidence) : todo(evidence);
  },
  /** What is applied anew has to become ready anew. */
  staleAfter: ({ layer }, planned) => planned.some(({ id }) => id === applyId(layer)),
  preview: async () => [],
  run: waitUntilReady,
});

interface Seen {
  readonly isReady: boolean;
  /** It says itself that it never will be. */
  readonly isHopeless: boolean;
  readonly evidence: string;
}

async function look(
  { layer, rules, kubeconfig }: ReadyParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Seen> {
  const no = (evidence: string) => ({ isReady: false, isHopeless: false, evidence });
  const access = await accessOf(host, kubeconfig);
  if (access === undefined) return no("there is no cluster yet");
  const at: Look = { host, access, signal };
  const states = await lookAtReadiness(at, rules);
  const failed = states.find(({ state }) => state.is === "failed");
  const open = failed ?? states.find(({ state }) => state.is !== "ready");
  if (open === undefined || open.state.is === "ready")
    return { isReady: true, isHopeless: false, evidence: `layer ${layer} is ready` };
  const ready = states.filter(({ state }) => state.is === "ready").length;
  const evidence = `${ready} of ${states.length} ready; ${open.name}: ${open.state.why}`;
  return { isReady: false, isHopeless: failed !== undefined, evidence };
}

async function waitUntilReady(params: ReadyParams, context: RunContext): Promise<void> {
  const { clock } = context.host;
  let last = { shown: "", atMs: clock.monotonicMs() };
  for (;;) {
    const { isReady, isHopeless, evidence } = await look(params, context);
    if (evidence !== last.shown) {
      context.report({ evidence });
      last = { shown: evidence, atMs: clock.monotonicMs() };
    }
    if (isReady) return;
    const stillMs = clock.monotonicMs() - last.atMs;
    if (isHopeless || stillMs >= QUIET_MS) throw notReady(params.layer, evidence, stillMs);
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}

function notReady(layer: string, evidence: string, stillMs: number): BringupError {
  const quiet = stillMs >= QUIET_MS ? `; nothing new for ${formatDuration(stillMs)}` : "";
  return new BringupError("LAYER_NOT_READY", `layer ${layer}: ${evidence}${quiet}`);
}
