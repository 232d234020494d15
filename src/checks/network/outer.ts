import type { Nic, NicAddress } from "../../inventory/index.ts";

/** Bridges and pairs that container engines and pod networks make lead nowhere by themselves. */
const INNER = /^(docker|cni|flannel|cali|cilium|lxc|lxd|virbr|veth|kube|br-[0-9a-f]{12}$)/;
/** In a container or a network namespace the way out is the end of a virtual pair. */
const OUTER_PAIR = /^(eth|en|host)\w*\d$/;

/** Whether this interface may lead to other machines. */
export function leadsOut({ name, kind }: Nic): boolean {
  return !INNER.test(name) && (kind !== "virtual" || OUTER_PAIR.test(name));
}

/** Those that other machines can answer to. */
export function routable({ addresses }: Nic): readonly NicAddress[] {
  return addresses.filter(
    ({ address, method }) =>
      method !== "link-local" && !/^(169\.254\.|fe80:|127\.|::1$)/i.test(address),
  );
}
