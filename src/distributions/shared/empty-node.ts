import { digestOf, type Step } from "../../engine/index.ts";
import type { NodeView } from "../driver.ts";

export interface EmptyNodeParams {
  readonly node: string;
  /** URLs of the other servers: asked where the own one does not answer. */
  readonly servers: readonly string[];
  /**
   * Which of its pods go. `replaced`: those that are started elsewhere when they end here; the others outlive
   * a restart. `all`: the node does not come back. `none`: nobody runs them any more, so nobody can end them.
   */
  readonly pods: "replaced" | "all" | "none";
  /** Once the program is of this version there is nothing to get out of its way. */
  readonly until?: string;
  /** It is this host: once this unit is stopped it has left. */
  readonly ownUnit?: string;
}

interface Emptying extends Pick<Step, "lock"> {
  /** Of the distribution. */
  readonly id: string;
}

/** No new pods for a node, and those that others can run go there: distributions.md 13.2, U1. */
export function emptyNodeStep({ id, lock }: Emptying, params: EmptyNodeParams): Step {
  const { node, pods, until } = params;
  const since = until === undefined ? "" : `, until it runs ${until}`;
  return {
    id: `${id}.empty-node`,
    kind: `${id}.empty-node`,
    title:
      pods === "none"
        ? `Give node ${node} no new pods`
        : `Move the pods of node ${node} elsewhere${since}`,
    params,
    inputsDigest: digestOf(params),
    impact: pods === "none" ? "none" : "node-down",
    undo: "compensate",
    usualMs: 60_000,
    // A pod has its own time to end, and a budget may hold it up.
    limit: { noProgressMs: 360_000, totalMs: 1_800_000 },
    rerun: "safe",
    ...(lock === undefined ? {} : { lock }),
  };
}

export interface FillNodeParams {
  readonly node: string;
}

export function fillNodeStep({ id }: Emptying, params: FillNodeParams): Step {
  return {
    id: `${id}.fill-node`,
    kind: `${id}.fill-node`,
    title: `Let ${params.node} take pods again`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "none",
    usualMs: 500,
    limit: { noProgressMs: 60_000, totalMs: 300_000 },
    rerun: "safe",
  };
}

/** Pure. Why nobody takes the pods of this host while it restarts; `undefined`: others can. */
export function whyNotEmptied(nodes: readonly NodeView[]): string | undefined {
  const others = nodes.filter(({ isThisHost, ready }) => !isThisHost && ready === "True");
  if (nodes.length <= 1) return "it is the only one: they stand still while it restarts";
  if (others.length === 0) return "no other node is Ready";
  const own = nodes.find(({ isThisHost }) => isThisHost);
  return own?.isCordoned ? "somebody else keeps it free already, and it stays so" : undefined;
}
