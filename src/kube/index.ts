/** A small Kubernetes client over `HostView` and `HostIO`, and the step kinds every cluster shares. */
import type { Handler } from "../engine/index.ts";
import { kubeApplyHandler } from "./apply-step.ts";
import { commitHandler } from "./commit-step.ts";

export { type AppliedObject, type ApplyTarget, applyObject } from "./apply-object.ts";
export {
  applyObjects,
  compareObjects,
  type KubeApplyOptions,
  type KubeApplyParams,
  kubeApplyStep,
} from "./apply-step.ts";
export { type KubeAnswer, type KubeCall, kubeApply, kubeGet, kubeWrite } from "./client.ts";
export { type CommitParams, commitStep } from "./commit-step.ts";
export { type KubeAccess, parseKubeconfig } from "./kubeconfig.ts";
export {
  isJoinOver,
  joinHolder,
  type Lock,
  type LockAnswer,
  type LockRequest,
  lockSentence,
  releaseLock,
  takeLock,
} from "./lock.ts";
export {
  APPLIED,
  type Manifest,
  type ManifestObject,
  nameOf,
  parseManifest,
  stamped,
} from "./manifest.ts";
export {
  type ApiResource,
  type Read,
  readLeaseHolder,
  readObject,
  readPods,
  readResources,
} from "./objects.ts";
export { withPodNetwork } from "./pod-network.ts";
export { createPathFinder, type PathFinder } from "./resources.ts";
export { listNodes } from "./watch/list-nodes.ts";
export type { NodeCondition, NodeStatus } from "./watch/node-status.ts";
export {
  type NodesLink,
  type NodesSeen,
  type NodesWatchParts,
  watchNodes,
} from "./watch/watch-nodes.ts";

/** In one list, so that the program finds every kind exactly once. */
export const KUBE_HANDLERS: readonly Handler[] = [kubeApplyHandler, commitHandler];
