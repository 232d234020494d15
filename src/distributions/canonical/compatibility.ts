// A table: what Canonical Kubernetes on an edge host goes with, and what not.
import { type Matrix, SYSTEMS } from "../../compatibility/index.ts";

const ARCHITECTURE = "Palette documentation, Edge architecture";
const CANVOS = "CanvOS 5.0.0, k8s_version.json";
const NOTES = "Palette release notes 4.8.33";
const AGENT = "Palette documentation, agent mode";

export const COMPATIBILITY: Matrix = {
  distribution: "canonical",
  title: "Canonical Kubernetes",
  asOf: "2026-11-22",
  label: "tech preview before Palette 4.8.33",
  systems: [SYSTEMS.ubuntu],
  otherSystems: "refused",
  cnis: ["calico", "cilium"].map((id) => ({ id, source: ARCHITECTURE })),
  csis: [{ id: "longhorn", source: ARCHITECTURE }],
  versions: {
    from: "1.32.3",
    to: "1.35.2",
    patches: { "1.32": [3, 5, 6, 8, 11], "1.33": [0, 2, 4, 8], "1.34": [4], "1.35": [2] },
    source: CANVOS,
  },
  architectures: ["amd64"],
  fips: false,
  source: ARCHITECTURE,
  limits: [
    {
      rule: "preview",
      verdict: "warning",
      when: { distribution: ["canonical"] },
      before: "4.8.33",
      about: "release",
      message: "Canonical Kubernetes is a tech preview in this release of Palette",
      hint: "Use Palette 4.8.33 or later, and no preview in production.",
      source: NOTES,
    },
    {
      rule: "edition",
      verdict: "refused",
      when: { plane: ["vertex"] },
      about: "plane",
      message: "VerteX has no Canonical Kubernetes",
      hint: "Use another distribution.",
      source: ARCHITECTURE,
    },
    {
      rule: "mode.path",
      verdict: "refused",
      when: { mode: ["agent"], customPath: [true] },
      about: "customPath",
      message: "in agent mode Canonical Kubernetes needs the agent at its usual path",
      hint: "Leave stylus.path out of the user-data.",
      source: AGENT,
    },
    {
      rule: "overlay.local",
      verdict: "refused",
      when: { overlay: [true], management: ["local"] },
      about: "overlay",
      message: "Canonical Kubernetes has no overlay without a management plane",
      hint: "Leave the overlay out, or register the host.",
      source: "Palette documentation, VXLAN overlay",
    },
    {
      rule: "overlay.release",
      verdict: "refused",
      when: { overlay: [true] },
      before: "4.8.33",
      about: "overlay",
      message: "Canonical Kubernetes has an overlay since Palette 4.8.33 only",
      hint: "Leave the overlay out, or use a younger release.",
      source: NOTES,
    },
    {
      rule: "two-node.distribution",
      verdict: "refused",
      when: { twoNode: [true] },
      about: "twoNode",
      message:
        "two nodes of Canonical Kubernetes are not highly available: the second cannot take over",
      hint: "Use three control planes.",
      source: ARCHITECTURE,
    },
  ],
};
