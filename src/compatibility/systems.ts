// A table: systems that Edge images are made of, or that its agent was tried on.
import type { ListedSystem } from "./shape.ts";

const IMAGES = "CanvOS 5.0.0, os_version.json";
const AGENT = "Palette documentation, agent mode";
const NOTES = "Palette release notes 4.9, deprecated systems";

const UBUNTU: ListedSystem = {
  id: "ubuntu",
  versions: ["22.04", "24.04"],
  deprecated: ["20.04"],
  source: IMAGES,
};

/** By `ID` of os-release. */
export const SYSTEMS = {
  ubuntu: UBUNTU,
  leap: { id: "opensuse-leap", versions: ["15.6"], source: IMAGES },
  micro: {
    id: "sle-micro",
    versions: ["5.4", "5.5"],
    where: { mode: ["appliance"] },
    source: IMAGES,
  },
  rhel: { id: "rhel", versions: ["9", "10"], deprecated: ["8"], source: NOTES },
  rocky: { id: "rocky", versions: ["8"], where: { mode: ["agent"] }, source: AGENT },
} as const satisfies Readonly<Record<string, ListedSystem>>;
