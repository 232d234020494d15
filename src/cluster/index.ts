/** The cluster section of the document: facts, plan, conditions and form, whatever the distribution. */
export { observeNodeAddress, parseDefaultRoute, subnetsOf } from "./address.ts";
export { clusterIssues } from "./compatibility.ts";
export { type FactsRequest, observeClusterFacts } from "./facts.ts";
export {
  type ArtefactQuestion,
  type ClusterForm,
  clusterForm,
  type FormDistribution,
  type FoundArtefacts,
  lookAtArtefacts,
} from "./form.ts";
export { everyCheck, type HostChecks, hostChecks } from "./host-checks.ts";
export { joinAsked } from "./join-asked.ts";
export {
  type FoundVersions,
  type JoinField,
  type JoinValues,
  joinFields,
  joinValue,
} from "./join-fields.ts";
export { type JoinGiven, joinReader, mayGoOn, type OwnGiven } from "./join-given.ts";
export { type OwnPaper, ownPaper } from "./join-own.ts";
export {
  JOIN_KEY,
  JOIN_TOKEN,
  type JoinPaper,
  joinChanges,
  type ReadPaper,
  readJoinPaper,
  sharedSettings,
  writeJoinPaper,
} from "./join-paper.ts";
export { joinWords } from "./join-words.ts";
export { observeNoProxy } from "./no-proxy.ts";
export { type ClusterOperationPlan, planClusterOperation } from "./operation.ts";
export { type ClusterRequest, observeCluster, planCluster } from "./plan.ts";
export { observeProfileLayers } from "./profile.ts";
export { everySymptom } from "./symptoms.ts";
export { type HostVitals, observeVitals, type VipView, type VitalsRequest } from "./vitals.ts";
