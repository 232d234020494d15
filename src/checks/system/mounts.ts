import { mountOf, readMounts } from "../../inventory/index.ts";
import { type CheckOutcome, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Where images, binaries and pods live. */
const PLACES = ["/var", "/var/lib", "/var/lib/kubelet", "/opt"];

export const mounts = defineCheck({
  ...ruleOf("system.mounts"),
  needs: [],
  async run(_, { host }): Promise<CheckOutcome> {
    const all = await readMounts(host);
    const seen = PLACES.map((path) => ({ path, mount: mountOf(path, all) }));
    const evidence = seen.map(
      ({ path, mount }) =>
        `${path}: ${mount?.mountPoint ?? "?"} ${mount?.filesystem ?? "?"} ${mount?.options.join(",") ?? ""}`,
    );
    const forbidding = (option: string) =>
      seen.filter(({ mount }) => mount?.options.includes(option)).map(({ path }) => path);
    const noexec = forbidding("noexec");
    if (noexec.length > 0) {
      return fail(`noexec on ${noexec.join(", ")}`, {
        code: "MOUNT_NOEXEC",
        expected: "exec",
        remedy: `Remount with exec (mount -o remount,exec ${noexec[0]}) and correct /etc/fstab.`,
        why: "Containers and the programs of the node are started from there.",
        evidence,
      });
    }
    // /opt may well be part of a read-only image.
    const readOnly = forbidding("ro").filter((path) => path !== "/opt" && path !== "/var");
    if (readOnly.length > 0) {
      return fail(`read-only: ${readOnly.join(", ")}`, {
        code: "MOUNT_READ_ONLY",
        expected: "writable",
        remedy: "Remount it writable, and look into the kernel log for errors of the drive.",
        why: "The node keeps its state there; a file system with errors turns read-only by itself.",
        evidence,
      });
    }
    if (seen.some(({ path, mount }) => path === "/var/lib/kubelet" && !mount?.isShared)) {
      return warn("mounts are private", {
        code: "MOUNT_NOT_SHARED",
        expected: "shared mounts",
        remedy: "Boot with systemd, or run mount --make-rshared /.",
        why: "Volumes a pod mounts for others (storage, networks) stay invisible to them.",
        evidence,
      });
    }
    return pass("usable", { evidence });
  },
});
