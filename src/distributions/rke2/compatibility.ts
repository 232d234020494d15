import { type Matrix, SYSTEMS } from "../../compatibility/index.ts";

const ARCHITECTURE = "Palette documentation, Edge architecture";
const CANVOS = "CanvOS 5.0.0, k8s_version.json";
const ITS_OWN = {
  unverified: "RKE2 brings it, and Palette does not list it",
  source: "RKE2 documentation, network options",
};

export const COMPATIBILITY: Matrix = {
  distribution: "rke2",
  title: "RKE2",
  asOf: "2026-11-22",
  systems: [SYSTEMS.ubuntu, SYSTEMS.leap],
  otherSystems: "warning",
  cnis: [
    ...["calico", "flannel"].map((id) => ({ id, source: ARCHITECTURE })),
    ...["canal", "cilium"].map((id) => ({ id, ...ITS_OWN })),
  ],
  csis: [{ id: "rook-ceph", source: ARCHITECTURE }],
  versions: { from: "1.27.2", to: "1.35.3", source: CANVOS },
  architectures: ["amd64", "arm64"],
  fips: true,
  source: ARCHITECTURE,
  limits: [
    {
      rule: "fips.network",
      verdict: "warning",
      when: { fips: [true] },
      unless: { cni: ["canal"] },
      about: "cni",
      message: "of the networks that RKE2 brings only Canal is built with FIPS",
      hint: "Use canal.",
      source: "RKE2 documentation, FIPS 140 enablement",
    },
    {
      rule: "two-node.distribution",
      verdict: "refused",
      when: { twoNode: [true] },
      about: "twoNode",
      message: "RKE2 has no two-node clusters",
      hint: "Use one or three control planes.",
      source: "Palette documentation, two-node architecture",
    },
  ],
};
