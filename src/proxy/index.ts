/** The proxy between this host and the rest of the world, and what must not go through it. */
export { noProxyAdvice } from "./advice.ts";
export { proxyEnvironment, proxySecrets } from "./environment.ts";
export { explainNoProxy, matchesNoProxy, parseNoProxy } from "./match.ts";
export {
  computeNoProxy,
  type NoProxyEntry,
  type NoProxyRequest,
  noProxyText,
} from "./no-proxy.ts";
export { observeProxy, type SeenProxy } from "./observe.ts";
export { planProxy } from "./plan.ts";
export {
  correctionText,
  correctSchemes,
  type ProxyScheme,
  probeScheme,
  type SchemeCorrection,
} from "./scheme.ts";
export { readStoredPassword } from "./stored-password.ts";
export { type Leaving, leavingOf, type OwnWay, ownHttp, type ProxyUse, proxyUse } from "./use.ts";
export { type KeptEntry, leavingText, type ProxyView, proxyView } from "./view.ts";
