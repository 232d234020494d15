/** Kubernetes distributions: one folder each, found through an ordered list, loaded when asked for. */
export type {
  ApiView,
  Artefact,
  Capabilities,
  ClusterFacts,
  ClusterObservation,
  DatastoreMember,
  DatastoreView,
  Driver,
  NodeAddress,
  NodeView,
  ObserveRequest,
  Ownership,
  PlanRequest,
  Practice,
  Signature,
} from "./driver.ts";
export { practiceArtefacts, practiceVersion, runStandIn } from "./practice.ts";
export {
  DISTRIBUTIONS,
  type DistributionEntry,
  distributionTitle,
  loadDriver,
} from "./registry.ts";
