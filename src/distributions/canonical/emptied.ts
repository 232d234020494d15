import { done, type Handler, type HostView, type Skipped, type Step } from "../../engine/index.ts";
import type { ClusterOperationRequest, NodeView } from "../driver.ts";
import { emptyNodeStep, fillNodeStep, whyNotEmptied } from "../shared/empty-node.ts";
import { emptyNodeHandlers } from "../shared/empty-node-handler.ts";
import { serversOf } from "../shared/leave.ts";
import { isWorkerIn } from "./member-role.ts";
import { observeAccess } from "./observe.ts";
import { observeOwnership } from "./ownership.ts";
import { ADMIN_CONF, DAEMON, unitOf } from "./paths.ts";
import { observeVersion } from "./version.ts";

const ID = "canonical";

export const emptyHandlers: readonly Handler[] = emptyNodeHandlers({
  ...{ id: ID, observeAccess, observeVersion },
}).map((handler) => ({
  ...handler,
  // Cut off while it was taken out, its services run on and nobody answers them: its pods are nobody's any more.
  check: async (params, context) =>
    (await hasLeft(context.host))
      ? done("this host is in no cluster")
      : handler.check(params, context),
}));

/** It was a member and forgot it, as k8sd does with one that is removed. A worker never was one. */
async function hasLeft(host: HostView): Promise<boolean> {
  const owner = await observeOwnership(host);
  const isWorker = owner.is === "known" && owner.value.role === "worker";
  return !isWorker && owner.is === "known" && (await host.files.stat(DAEMON)) === undefined;
}

export interface Emptied {
  /** In front of what stops the pods of this host. */
  readonly before: readonly Step[];
  /** Once it runs the new version. */
  readonly after: readonly Step[];
  /** Why its pods stay. */
  readonly skipped: readonly Skipped[];
}

/** Pure. Others run the pods of this host while its snap is another one. */
export function emptiedUntil(request: ClusterOperationRequest, until: string): Emptied {
  const nodes = nodesIn(request);
  const own = nodes.find(({ isThisHost }) => isThisHost);
  const reason = own === undefined ? "this host is no node" : whyNot(request, nodes, own);
  if (own === undefined || reason !== undefined) return { ...NOTHING, skipped: stay(reason) };
  const { name: node } = own;
  const params = { node, servers: serversOf(nodes, own), pods: "replaced", until } as const;
  return {
    before: [emptyNodeStep(toolOf(request), params)],
    after: [fillNodeStep({ id: ID }, { node })],
    skipped: [],
  };
}

const NOTHING: Emptied = { before: [], after: [], skipped: [] };

function stay(reason = ""): readonly Skipped[] {
  return [{ title: "Move the pods of this node elsewhere", reason }];
}

/** A worker sees no node but its own, and is never the only one. */
function whyNot(
  request: ClusterOperationRequest,
  nodes: readonly NodeView[],
  own: NodeView,
): string | undefined {
  if (!isWorkerIn(request)) return whyNotEmptied(nodes);
  return own.isCordoned ? "somebody else keeps it free already, and it stays so" : undefined;
}

/** Pure. A node that does not come back; `none` of its pods where nobody runs them any more. */
export function emptiedForGood(
  request: ClusterOperationRequest,
  node: NodeView,
  pods: "all" | "none",
): Step {
  const servers = serversOf(nodesIn(request), node);
  const own = node.isThisHost ? { ownUnit: unitOf("kubelet") } : {};
  return emptyNodeStep(toolOf(request), { node: node.name, servers, pods, ...own });
}

/** A worker has no keys to the lock; it changes no store either. */
function toolOf(request: ClusterOperationRequest) {
  return isWorkerIn(request) ? { id: ID } : { id: ID, lock: ADMIN_CONF };
}

function nodesIn({ seen: { nodes } }: ClusterOperationRequest): readonly NodeView[] {
  return nodes.is === "known" ? nodes.value : [];
}
