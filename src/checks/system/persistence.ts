import { dataFolder, mountOf, readMounts } from "../../inventory/index.ts";
import { defineCheck, fail, pass } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** What a node must find again after a reboot. */
const PLACES = ["/var/lib/kubelet", "/etc/kubernetes", "/etc/cni", "/opt"];
const IN_MEMORY = ["tmpfs", "ramfs", "rootfs"];

export const persistence = defineCheck({
  ...ruleOf("system.persistence"),
  needs: ["os"],
  async run({ os: { isKairos } }, { host }) {
    const all = await readMounts(host);
    const places = new Set([dataFolder(all), ...PLACES]);
    const seen = [...places].map((path) => ({ path, mount: mountOf(path, all) }));
    const evidence = seen.map(
      ({ path, mount }) => `${path}: ${mount?.filesystem ?? "?"} on ${mount?.mountPoint ?? "?"}`,
    );
    const lost = seen
      // On an immutable image what is not bound from the persistent partition is the image's own.
      .filter(({ mount }) => {
        const isImage = isKairos && (mount?.mountPoint === "/" || mount?.filesystem === "overlay");
        return isImage || IN_MEMORY.includes(mount?.filesystem ?? "");
      })
      .map(({ path }) => path);
    if (lost.length === 0) return pass("kept", { evidence });
    return fail(`lost at a reboot: ${lost.join(", ")}`, {
      code: "STATE_NOT_KEPT",
      expected: "kept over a reboot",
      remedy: "Bind these paths to the persistent partition, or put them on a drive.",
      why: "After the next reboot the node does not know its cluster any more.",
      evidence,
    });
  },
});
