import type { JoinInputs } from "./join-inputs.ts";
import type { ServerInputs } from "./server-inputs.ts";
import { yamlText } from "./yaml-text.ts";

const HEADER = "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** Pure. A file of configuration; what is `undefined` is left out. */
export function configText(config: object): string {
  return HEADER + yamlText(config);
}

/** Pure. What a node is called, where it stands, what it is marked with: of servers and agents alike. */
export function nodeConfig({ nodeName, nodeIp }: ServerInputs) {
  return { "node-name": nodeName, "node-ip": nodeIp };
}

export function markConfig({ labels, taints }: ServerInputs) {
  return { "node-label": some(labels), "node-taint": some(taints) };
}

/** Pure. The networks of the cluster; every server says the same. */
export function networkConfig({ podCidr, serviceCidr, dnsIp, domain }: ServerInputs) {
  return {
    "cluster-cidr": podCidr,
    "service-cidr": serviceCidr,
    "cluster-dns": dnsIp,
    "cluster-domain": domain,
  };
}

/** Pure. The token stands in a file of its own, so that it is in no configuration. */
export function joinConfig(join: JoinInputs | undefined, tokenFile: string) {
  return join === undefined ? {} : { server: join.server, "token-file": tokenFile };
}

export function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
