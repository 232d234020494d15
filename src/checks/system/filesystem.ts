import { dataFolder, mountOf, readMounts } from "../../inventory/index.ts";
import { defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

const GOOD = ["ext4", "xfs", "ext3"];
/** They hold files well, but layers of images need another driver or an option on them. */
const OTHER_LOCAL = ["btrfs", "zfs", "f2fs", "bcachefs", "ext2"];

export const filesystem = defineCheck({
  ...ruleOf("system.filesystem"),
  needs: [],
  async run(_, { host }) {
    const mounts = await readMounts(host);
    const place = dataFolder(mounts);
    const mount = mountOf(place, mounts);
    const kind = mount?.filesystem ?? "nothing";
    const evidence = [`${place}: ${kind} from ${mount?.source ?? "?"}`];
    const finding = {
      expected: GOOD.slice(0, 2).join(" or "),
      remedy: "Put /var/lib on a file system of its own, ext4 or xfs, on a local drive.",
      evidence,
    };
    if (GOOD.includes(kind)) return pass(kind, { evidence });
    if (OTHER_LOCAL.includes(kind)) {
      return warn(kind, {
        ...finding,
        code: "FILESYSTEM_UNVERIFIED",
        why: "The layers of images are not stacked on it by the usual driver.",
      });
    }
    return fail(kind, {
      ...finding,
      code: "FILESYSTEM_UNFIT",
      why: "Layers of images cannot be stacked on it, or it is not there when the network is not.",
    });
  },
});
