import { knownValue } from "../../engine/index.ts";
import { computeNoProxy, proxyEnvironment, proxySecrets } from "../../proxy/index.ts";
import type { PlanRequest } from "../driver.ts";
import type { K3sInputs } from "./inputs.ts";

export interface ProxyVars {
  /** Values are templates. */
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** distributions.md 2.5. `undefined`: the document names no proxy. */
export function proxyVars(
  { document, cluster, facts }: PlanRequest,
  inputs: K3sInputs,
): ProxyVars | undefined {
  const { proxy } = document.spec;
  if (proxy === undefined) return undefined;
  const noProxy = computeNoProxy({
    cluster: {
      domain: inputs.domain,
      podCidr: inputs.podCidr,
      serviceCidr: inputs.serviceCidr,
      ...(cluster.vip === undefined ? {} : { vip: cluster.vip }),
    },
    nodes: nodesOf(inputs, facts),
    registries: (cluster.registries ?? []).flatMap(({ host, endpoints }) => [host, ...endpoints]),
    own: proxy.noProxy ?? [],
  });
  const vars = proxyEnvironment({ proxy, noProxy, prefixes: ["CONTAINERD_"] });
  return Object.keys(vars).length === 0 ? undefined : { vars, secrets: proxySecrets(proxy) };
}

/** The network is known for the address that was found, not for one that was only typed. */
function nodesOf({ nodeIp }: K3sInputs, { nodeAddress }: PlanRequest["facts"]) {
  const seen = knownValue(nodeAddress);
  if (nodeIp === undefined) return [];
  if (seen?.address !== nodeIp) return [{ address: nodeIp }];
  return [{ address: nodeIp, prefix: seen.prefix, interface: seen.interface }];
}
