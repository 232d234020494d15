import type { Collector } from "../contract.ts";
import { file, folder, listing } from "./lines.ts";

const BIN = "/opt/spectrocloud/bin";

/** What the agent of Palette and the installer leave on a host: palette-edge.md 2.6. */
export const AGENT: readonly Collector[] = [
  folder("/oem", "User-data and settings of the host"),
  folder("/run/stylus", "What the agent works with"),
  folder("/run/immucore", "Logs of the early boot"),
  folder("/run/cos", "Kind of this boot"),
  folder("/usr/local/cloud-config", "Settings that survive upgrades"),
  folder("/etc/spectro", "Agent mode"),
  folder("/var/lib/spectro", "State of agent mode", { depth: 3 }),
  folder("/opt/spectrocloud/state", "State of the agent"),
  file("/etc/spectrocloud/custom-hardware-specs-lookup.json", "Table of GPUs"),
  file("/usr/local/installer.log", "Log of the installer"),
  file("/usr/local/spectrocloud/stylus-content-script.log", "Log of the content"),
  listing("/opt/spectrocloud", "Files of the agent"),
  listing("/usr/local/spectrocloud", "Content", 6),
  listing("/var/log/files", "Files for download"),
  folder(`${BIN}/bin-checksums`, "Checksums as they should be"),
  {
    id: "checksums.agent",
    title: "Checksums of the agent's programs",
    into: "checksums/agent.txt",
    what: { is: "checksums", path: BIN },
    timeoutMs: 20_000,
  },
];
