import { type Raw, type Segments, warning } from "../spec/index.ts";
import { nearest } from "../text/index.ts";

/** When Kairos and Palette run stages, each also with `.before` and `.after`. */
const STAGES: readonly string[] = [
  ...["rootfs", "initramfs", "boot", "fs", "network", "reconcile"],
  ...["after-install", "after-install-chroot", "after-upgrade", "after-upgrade-chroot"],
  ...["after-reset", "after-reset-chroot", "before-install", "before-upgrade", "before-reset"],
];

/** What is in stages is left alone; a stage that never comes is worth a word. */
export function stageDoubts(names: readonly string[], section: Segments): readonly Raw[] {
  if (section.length !== 1 || section[0] !== "stages") return [];
  return names.flatMap((name) => {
    const [, stage = name, moment = ""] = /^(.*?)(\.before|\.after)?$/.exec(name) ?? [];
    if (STAGES.includes(stage)) return [];
    const near = nearest(stage, STAGES);
    const hint =
      near === undefined ? "See the list of stages of Kairos." : `Did you mean ${near}${moment}?`;
    const message = "is not a stage of Kairos that is known here; it is kept";
    return [{ ...warning([...section, name], message, hint), side: "key" }];
  });
}
