import { type Network, parseNetwork } from "../../addresses/index.ts";
import type { EdgeHost } from "../../spec/index.ts";

export interface NamedRange {
  readonly name: string;
  readonly text: string;
  readonly network: Network;
}

/** Networks the cluster of this document shall have; both families where two are named. */
export function clusterRanges(document: EdgeHost | undefined): readonly NamedRange[] {
  const { podCidr, serviceCidr } = document?.spec.cluster ?? {};
  return [...ranges("pods", podCidr), ...ranges("services", serviceCidr)];
}

function ranges(name: string, cidrs: string | undefined): readonly NamedRange[] {
  return (cidrs ?? "").split(",").flatMap((part) => {
    const text = part.trim();
    const network = parseNetwork(text);
    return network === undefined ? [] : [{ name, text, network }];
  });
}
