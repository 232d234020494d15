export { chooseEdgeId } from "./choose.ts";
export { generateEdgeId, RANDOM_ORIGIN } from "./generate.ts";
export type { EdgeIdentity, HardwareName, IdentitySources, RememberedId } from "./identity.ts";
export { type IdentityRequest, observeIdentity } from "./observe.ts";
