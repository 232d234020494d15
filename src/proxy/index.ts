/** The proxy between this host and the rest of the world, and what must not go through it. */
export { noProxyAdvice } from "./advice.ts";
export {
  type ProxyEnvironmentRequest,
  proxyEnvironment,
  proxySecrets,
  proxyUrl,
} from "./environment.ts";
export { explainNoProxy, matchesNoProxy, type NoProxyVerdict, parseNoProxy } from "./match.ts";
export {
  computeNoProxy,
  type NodePlace,
  type NoProxyEntry,
  type NoProxyRequest,
  noProxyText,
} from "./no-proxy.ts";
export { observeProxy, type SeenProxy } from "./observe.ts";
export { type ProxyPlanRequest, planProxy, proxyFile } from "./plan.ts";
