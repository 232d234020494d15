/** One neutral verdict over a cluster: is it well, what may fail next, may this box restart now. */
export { advisePower, type PowerAdvice, type PowerFacts } from "./power.ts";
export { mayStop, type Quorum, quorumOf } from "./quorum.ts";
export { type ClusterSummary, type RebootAdvice, summarizeCluster } from "./summary.ts";
