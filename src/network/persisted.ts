import { Document } from "yaml";
import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { survives } from "../kairos/index.ts";
import type { NetworkFile } from "./change.ts";
import type { SeenFile } from "./seen.ts";

/**
 * Kairos keeps /etc/systemd over a restart, and neither /etc/netplan nor /etc/NetworkManager: there
 * the same files stand in a stage of its own, which writes them before the network starts.
 */
const STAGE_FILE = "/oem/90_bringup_network.yaml";

export function observePersisted(host: HostView): Promise<Fact<SeenFile>> {
  return factOf(async () => {
    const content = await host.files.readText(STAGE_FILE);
    return content === undefined ? undefined : { path: STAGE_FILE, content, mode: 0o600 };
  });
}

/** Pure: the stage file for all files of ours, or its removal; `undefined`: nothing to say. */
export function persistedFile(
  files: readonly NetworkFile[],
  seen: Fact<SeenFile>,
): NetworkFile | undefined {
  const lost = files.filter(({ path, content }) => content !== null && !survives(path));
  if (lost.length === 0) {
    return seen.is === "known" ? { path: STAGE_FILE, content: null, mode: 0o600 } : undefined;
  }
  return { path: STAGE_FILE, content: stageText(lost), mode: 0o600 };
}

function stageText(files: readonly NetworkFile[]): string {
  const document = new Document({
    name: "Network settings of bringup",
    stages: {
      initramfs: [
        {
          files: files.map(({ path, content, mode }) => ({
            path,
            permissions: mode,
            owner: 0,
            group: 0,
            content,
          })),
        },
      ],
    },
  });
  document.commentBefore = " Written by bringup; changes here are overwritten.";
  return document.toString({ lineWidth: 0 });
}
