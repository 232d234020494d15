import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { runningServices } from "../services.ts";

/** Services that change packages or own the node, and what they are about. */
const WRITERS: Readonly<Record<string, string>> = {
  "apt-daily": "apt",
  "apt-daily-upgrade": "apt",
  packagekit: "PackageKit",
  "dnf-automatic": "dnf",
  "transactional-update": "transactional-update",
  "stylus-agent": "the Palette agent",
  "spectro-stylus-agent": "the Palette agent",
  "kairos-agent": "the Kairos agent",
};

export const competingWriters = defineCheck({
  ...ruleOf("system.competing-writers"),
  needs: [],
  async run(_, { host }) {
    const [running, isFirstBoot] = await Promise.all([
      runningServices(host, Object.keys(WRITERS)),
      isCloudInitBusy(host),
    ]);
    const busy = [
      ...(isFirstBoot ? ["cloud-init"] : []),
      ...new Set(running.map((name) => WRITERS[name] ?? name)),
    ];
    if (busy.length === 0) return pass("none");
    return warn(busy.join(", "), {
      code: "HOST_IN_OTHER_HANDS",
      expected: "nobody else at work",
      remedy: "Wait until it is done, or stop it for good where it owns the node.",
      why: "Two that write the same settings undo each other, and a locked package database stops an install.",
      evidence: running.map((name) => `${name}.service runs`),
    });
  },
});

/** cloud-init leaves its result when the last stage is done. */
async function isCloudInitBusy(host: HostView): Promise<boolean> {
  const [enabled, result] = await Promise.all([
    host.files.stat("/run/cloud-init/enabled"),
    host.files.stat("/run/cloud-init/result.json"),
  ]);
  return enabled !== undefined && result === undefined;
}
