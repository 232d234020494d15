import { widthOf } from "../../addresses/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { clusterRanges, type NamedRange } from "./ranges.ts";

/** Bits of the network each node takes for its pods, as the controller manager does unless told. */
const NODE_BITS = { ipv4: 24, ipv6: 64 };
/** Kubernetes refuses larger networks of services, and smaller ones are soon full. */
const SERVICE_HOST_BITS = { least: 8, most: 20 };

export const cidrSize = defineCheck({
  ...ruleOf("network.cidr-size"),
  needs: ["nics"],
  run(_, { document, limits }) {
    const wanted = clusterRanges(document);
    if (wanted.length === 0) return skip("the document names no networks for a cluster");
    const evidence = wanted.map((range) =>
      range.name === "pods"
        ? `pods: ${range.text}, room for ${nodesIn(range)} nodes`
        : `services: ${range.text}`,
    );
    const unfit = wanted.filter((range) =>
      range.name === "pods" ? nodesIn(range) < limits.minNodes : !fitsServices(range),
    );
    if (unfit.length === 0) return pass("large enough", { evidence });
    return warn(unfit.map(({ name, text }) => `${name} ${text}`).join(", "), {
      code: "CIDR_SIZE",
      expected: `pods of ${limits.minNodes} nodes, 256 to 1 M services`,
      remedy: "Choose a /16 for pods and one for services where nothing speaks against it.",
      why: "These networks cannot be changed later; when one is full nothing more starts.",
      evidence,
    });
  },
});

function nodesIn({ network: { address, prefix } }: NamedRange): number {
  return Math.floor(2 ** (NODE_BITS[address.kind()] - prefix));
}

function fitsServices({ network: { address, prefix } }: NamedRange): boolean {
  const hostBits = widthOf(address) - prefix;
  return hostBits >= SERVICE_HOST_BITS.least && hostBits <= SERVICE_HOST_BITS.most;
}
