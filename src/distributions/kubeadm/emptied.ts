import type { Step } from "../../engine/index.ts";
import type { ClusterOperationRequest, NodeView } from "../driver.ts";
import { emptyNodeStep, fillNodeStep, whyNotEmptied } from "../shared/empty-node.ts";
import { emptyNodeHandlers } from "../shared/empty-node-handler.ts";
import { serversOf } from "../shared/leave.ts";
import { observeLocalAccess } from "./access.ts";
import { ADMIN_CONF, UNIT } from "./paths.ts";
import { isWorker } from "./renew.ts";
import { observeVersion } from "./version.ts";

const ID = "kubeadm";

export const emptyHandlers = emptyNodeHandlers({
  ...{ id: ID, observeAccess: observeLocalAccess, observeVersion },
});

export interface Emptied {
  /** In front of what stops the pods of this host. */
  readonly before: readonly Step[];
  /** Once it runs the new version. */
  readonly after: readonly Step[];
  readonly whyNot: string | undefined;
}

/** Pure. Others run the pods of this host while it is upgraded. */
export function emptiedUntil(request: ClusterOperationRequest, until: string): Emptied {
  const nodes = nodesIn(request);
  const own = nodes.find(({ isThisHost }) => isThisHost);
  const why = isWorker(request) ? whyNotWorker(own) : whyNotEmptied(nodes);
  if (own === undefined || why !== undefined) return { before: [], after: [], whyNot: why };
  const { name: node } = own;
  const params = { node, servers: serversOf(nodes, own), pods: "replaced", until } as const;
  return {
    before: [emptyNodeStep(toolOf(request), params)],
    after: [fillNodeStep({ id: ID }, { node })],
    whyNot: undefined,
  };
}

/** It sees no node but its own, and is never the only one. */
function whyNotWorker(own: NodeView | undefined): string | undefined {
  return own?.isCordoned ? "somebody else keeps it free already, and it stays so" : undefined;
}

/** Pure. A node that does not come back; `none` of its pods where nobody runs them any more. */
export function emptiedForGood(
  request: ClusterOperationRequest,
  node: NodeView,
  pods: "all" | "none",
): Step {
  const servers = serversOf(nodesIn(request), node);
  const own = node.isThisHost ? { ownUnit: UNIT } : {};
  return emptyNodeStep(toolOf(request), { node: node.name, servers, pods, ...own });
}

/** A worker has no keys to the lock; it changes no store either. */
function toolOf(request: ClusterOperationRequest) {
  return isWorker(request) ? { id: ID } : { id: ID, lock: ADMIN_CONF };
}

function nodesIn({ seen: { nodes } }: ClusterOperationRequest): readonly NodeView[] {
  return nodes.is === "known" ? nodes.value : [];
}
