/** One neutral verdict over a cluster: is it well, what may fail next, may this box restart now. */
export { advisePower, type PowerAdvice, type PowerFacts } from "./power.ts";
export { believedStores } from "./stores.ts";
export {
  adviseMembers,
  type ClusterSummary,
  clusterTitle,
  type RebootAdvice,
  summarizeCluster,
} from "./summary.ts";
