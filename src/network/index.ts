/** Name servers of the host. Addresses, links and routes come with their own issue. */
export { observeDns, type Resolver, type SeenDns } from "./observe.ts";
export { planDns } from "./plan.ts";
export { parseResolvConf, type ResolvConf } from "./resolv-conf.ts";
export { NETWORK_HANDLERS } from "./try/index.ts";
