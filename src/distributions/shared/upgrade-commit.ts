import {
  defineHandler,
  digestOf,
  done,
  type Handler,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeNodes } from "../api-view.ts";
import { isWaitingForCni } from "../node-view.ts";
import { readUpgradeRecord, upgradeRecordPath, upgradeRecordText } from "./upgrade-record.ts";
import { isSameVersion, normalVersion } from "./versions.ts";
import type { WaitKind } from "./wait.ts";

export interface UpgradedParams {
  readonly from: string;
  readonly to: string;
  readonly node: string;
  /** Whose journal tells; of the server unless told. */
  readonly unit?: string;
  /** Absent: its network is none of ours, so it may wait for that. */
  readonly isReady?: true;
}

const LOOK_EVERY_MS = 1000;
const QUIET_MS = 5 * 60_000;

/** Pure: as far as convergence goes. What was Ready before the restart says so until its kubelet speaks. */
export function readinessIn(converged: readonly Step[]): Pick<UpgradedParams, "isReady"> {
  return converged.some(({ id }) => id.endsWith(".wait-node-ready")) ? { isReady: true } : {};
}

/** The point of no return, distributions.md 3.5: what was stored since may be of the new version. */
export function upgradedStep(id: string, params: UpgradedParams): Step {
  const { from, to, node } = params;
  return {
    id: `${id}.upgraded`,
    kind: `${id}.upgraded`,
    title: `Record ${node} as upgraded to ${to}; back to ${from} only by a restore`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "none",
    commit: true,
    usualMs: 10_000,
    limit: { noProgressMs: QUIET_MS + 10_000, totalMs: 30 * 60_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export function upgradedHandler(
  kind: WaitKind & { readonly data: string },
): Handler<string, UpgradedParams> {
  const path = upgradeRecordPath(kind);
  return defineHandler<UpgradedParams>(`${kind.id}.upgraded`, {
    async check({ from, to }, { host }) {
      const record = await readUpgradeRecord(host, kind);
      const isDone = record?.from === from && record.to === to && record.committed;
      return isDone ? done(`recorded in ${path}`) : todo("the node does not run it yet");
    },
    async preview({ from, to }) {
      const text = `${to} runs; from here on nothing brings ${from} back by itself`;
      return [{ subject: path, lines: [{ sign: "+", text }] }];
    },
    async run({ unit = kind.unit, ...params }, context) {
      const { from, to, node } = params;
      await awaitVersion({ ...kind, unit }, params, context);
      const text = upgradeRecordText({ from, to, committed: true });
      await context.host.files.writeAtomic(path, text, { mode: 0o600, signal: context.signal });
      context.report({ evidence: `${node} runs ${to}` });
    },
  });
}

type Wanted = Pick<UpgradedParams, "to" | "node" | "isReady">;

/** The kubelet tells its version once it has registered anew. @throws CLUSTER_START_FAILED */
async function awaitVersion(
  kind: WaitKind,
  wanted: Wanted,
  { host, signal, report }: RunContext,
): Promise<void> {
  const sinceMs = host.clock.monotonicMs();
  let last = "";
  for (;;) {
    const seen = await ownNode(kind, wanted, { host, signal });
    if (seen.isThere) return;
    if (seen.why !== last) report({ evidence: seen.why });
    last = seen.why;
    if (host.clock.monotonicMs() - sinceMs > QUIET_MS)
      throw new BringupError("CLUSTER_START_FAILED", seen.why, {
        hint: `Read the journal: journalctl -u ${kind.unit}.`,
      });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** As the kubelet itself told it. */
async function ownNode(
  { observeAccess }: WaitKind,
  { to, node, isReady }: Wanted,
  { host, signal }: Pick<RunContext, "host" | "signal">,
): Promise<{ readonly isThere: boolean; readonly why: string }> {
  const not = (why: string) => ({ isThere: false, why });
  const access = await observeAccess(host);
  if (access.is !== "known") return not("the API cannot be asked yet");
  const nodes = await observeNodes(host, access.value, signal);
  if (nodes.is !== "known") return not("the API does not answer yet");
  const own = nodes.value.find(({ name }) => name === node);
  if (own === undefined) return not(`${node} is no node yet`);
  const version = normalVersion(own.version);
  if (!isSameVersion(to, version)) return not(`${node} still says ${version}`);
  const isUp = own.ready === "True" || (isReady === undefined && isWaitingForCni(own));
  return { isThere: isUp, why: `${node}: ${own.message}` };
}
