import { type Matrix, SYSTEMS } from "../../compatibility/index.ts";

const ARCHITECTURE = "Palette documentation, Edge architecture";
const AGENT = "Palette documentation, agent mode";
const CANVOS = "CanvOS 5.0.0, k8s_version.json";

export const COMPATIBILITY: Matrix = {
  distribution: "kubeadm",
  title: "kubeadm (PXK-E)",
  asOf: "2026-11-22",
  systems: [SYSTEMS.ubuntu, SYSTEMS.leap, SYSTEMS.micro, SYSTEMS.rhel, SYSTEMS.rocky],
  otherSystems: "warning",
  cnis: [
    ...["calico", "flannel"].map((id) => ({ id, source: ARCHITECTURE })),
    { id: "cilium", where: { os: ["rocky"], osVersion: ["8"], mode: ["agent"] }, source: AGENT },
  ],
  csis: [{ id: "rook-ceph", source: ARCHITECTURE }],
  versions: { from: "1.27.2", to: "1.35.6", source: CANVOS },
  architectures: ["amd64", "arm64"],
  fips: true,
  source: ARCHITECTURE,
  limits: [
    {
      rule: "two-node.distribution",
      verdict: "refused",
      when: { twoNode: [true] },
      about: "twoNode",
      message: "PXK-E has no two-node clusters",
      hint: "Use one or three control planes.",
      source: "Palette documentation, two-node architecture",
    },
  ],
};
