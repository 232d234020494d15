import { type Matrix, SYSTEMS } from "../../compatibility/index.ts";

const ARCHITECTURE = "Palette documentation, Edge architecture";
const CANVOS = "CanvOS 5.0.0, k8s_version.json";

export const COMPATIBILITY: Matrix = {
  distribution: "k3s",
  title: "K3s",
  asOf: "2026-11-22",
  systems: [SYSTEMS.ubuntu, SYSTEMS.leap],
  otherSystems: "warning",
  cnis: ["calico", "flannel"].map((id) => ({ id, source: ARCHITECTURE })),
  csis: [{ id: "rook-ceph", source: ARCHITECTURE }],
  versions: { from: "1.26.14", to: "1.35.3", source: CANVOS },
  architectures: ["amd64", "arm64"],
  fips: false,
  source: ARCHITECTURE,
  limits: [],
};
