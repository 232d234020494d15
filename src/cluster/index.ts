/** The cluster section of the document: facts, plan, conditions and form, whatever the distribution. */
export { observeNodeAddress, parseDefaultRoute, subnetsOf } from "./address.ts";
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
export { observeNoProxy } from "./no-proxy.ts";
export { planClusterOperation } from "./operation.ts";
export {
  type ClusterRequest,
  clusterHandlers,
  observeCluster,
  planCluster,
} from "./plan.ts";
export { everySymptom } from "./symptoms.ts";
export { type HostVitals, observeVitals, type VipView, type VitalsRequest } from "./vitals.ts";
