import { digestOf, type Step } from "../../engine/index.ts";
import { emptyNodeStep } from "./empty-node.ts";
import type { ServerKind } from "./server-kind.ts";

/** Whom it is about, and whom to ask: everything a step needs that was seen when it was planned. */
export interface LeavingNode {
  readonly node: string;
  /** Of its member of etcd; absent: it has none. */
  readonly member?: string;
  /** URLs of the other servers. */
  readonly servers: readonly string[];
  /** It is this host: its unit stops as soon as the others let it go, or it would come back. */
  readonly ownUnit?: string;
  /** Nobody runs its pods any more, so nobody can end them gently. */
  readonly isDead?: true;
}

type Kind = Pick<ServerKind, "id" | "kubeconfig">;

const MINUTE_MS = 60_000;

export function drainStep({ id, kubeconfig }: Kind, params: LeavingNode, isWorker: boolean): Step {
  const { node, servers, ownUnit, isDead } = params;
  // A worker has no keys to the lock; it changes no store either.
  return emptyNodeStep(isWorker ? { id } : { id, lock: kubeconfig }, {
    ...{ node, servers, pods: isDead ? "none" : "all" },
    ...(ownUnit === undefined ? {} : { ownUnit }),
  });
}

export function memberStep({ id }: Kind, params: LeavingNode): Step {
  return {
    ...base(`${id}.remove-member`, params),
    title: `Remove the etcd member of node ${params.node}, ${params.member}`,
    impact: params.ownUnit === undefined ? "none" : "node-down",
    undo: "none",
    usualMs: 10_000,
    limit: { noProgressMs: 5 * MINUTE_MS, totalMs: 20 * MINUTE_MS },
  };
}

export function nodeStep({ id }: Kind, params: LeavingNode): Step {
  return {
    ...base(`${id}.delete-node`, params),
    title: `Delete node ${params.node} and its password from the cluster`,
    impact: "none",
    undo: "none",
    usualMs: 2000,
    limit: { noProgressMs: MINUTE_MS, totalMs: 5 * MINUTE_MS },
  };
}

function base(kind: string, params: LeavingNode) {
  return { id: kind, kind, params, inputsDigest: digestOf(params), rerun: "safe" } as const;
}
