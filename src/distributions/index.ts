/**
 * Kubernetes distributions: one folder each, found through an ordered list, loaded when asked for.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { DISTRIBUTIONS, loadDriver } from "bringup/distributions";
 * import { createMemoryHost } from "bringup/testing";
 *
 * const [first] = DISTRIBUTIONS;
 * const driver = await loadDriver(first.id);
 * const cluster = {
 *   name: "rack12",
 *   distribution: first.id,
 *   version: first.practice.version,
 *   artefacts: "/srv/artefacts",
 * };
 * assert.deepEqual(driver.validate(cluster), []);
 *
 * // Observing never writes, and "down" is a fact, not a throw.
 * const host = createMemoryHost();
 * const seen = await driver.observe({ host, cluster, signal: AbortSignal.timeout(5000) });
 * assert.deepEqual(seen.installed, { is: "absent" });
 * ```
 */
export type {
  ApiAccess,
  ApiView,
  Artefact,
  Capabilities,
  ClusterFacts,
  ClusterObservation,
  ClusterOperation,
  ClusterOperationRequest,
  ClusterSeen,
  Driver,
  ImageNeeds,
  JoinMaterial,
  JoinWay,
  NodeAddress,
  NodeView,
  ObserveRequest,
  Observer,
  Ownership,
  PlanRequest,
  Practice,
  Signature,
} from "./driver.ts";
export { CLUSTER_OPERATIONS } from "./driver.ts";
export { nodeViewOf } from "./node-view.ts";
export {
  practiceArtefacts,
  practiceHostFiles,
  practiceVersion,
  runStandIn,
} from "./practice.ts";
export { BEFORE_RECOVERY, type RecoveryGuide, type RecoveryStep } from "./recovery.ts";
export {
  DISTRIBUTIONS,
  type DistributionEntry,
  distributionTitle,
  loadDriver,
  OBSERVED,
  type ObservedEntry,
} from "./registry.ts";
export { supportCollectors } from "./support.ts";
export { distributionSymptoms } from "./symptoms.ts";
