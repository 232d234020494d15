import { Document } from "yaml";
import type { Argv } from "../../engine/index.ts";

/** What a person has decided. */
export interface InstallOrder {
  /** Absolute path of the drive; all that is on it is lost. */
  readonly device: string;
  /** What is installed, as Kairos passed it on; absent: the system that runs now. */
  readonly source?: string;
  readonly after: After;
}

export const AFTER = ["reboot", "poweroff", "nothing"] as const;
export type After = (typeof AFTER)[number];

/**
 * Pure. The one file that is given along; everything else of the site's user-data Kairos reads itself
 * from its own folders. Both words for the end are said, so that none of the user-data contradicts.
 */
export function renderConfig({ device, after }: InstallOrder): string {
  const document = new Document({
    install: { device, reboot: after === "reboot", poweroff: after === "poweroff" },
  });
  document.commentBefore = "cloud-config";
  return document.toString({ lineWidth: 0 });
}

/** Pure. Source: kairos-agent, docs/installer-contract.md; Kairos installer, README. */
export function commandLine(agent: string, order: InstallOrder, config: string): Argv {
  const { source, after } = order;
  return [
    agent,
    "manual-install",
    "--use-default-dirs",
    ...(source === undefined || source === "" ? [] : ["--source", source]),
    ...(after === "nothing" ? [] : [`--${after}`]),
    config,
  ];
}
