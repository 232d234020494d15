// Over 100 lines by design: a sick and a well machine for each symptom of every host.
import type { Recorded } from "./machine.ts";

/** What a machine of the field looks like with the trouble, and without it. */
export interface Row {
  readonly sick: readonly (Recorded & {
    /** Likelihood and severity. */
    readonly says: string;
    /** Part of a line of the evidence. */
    readonly shows: string;
    /** Titles of the steps that mend it; none unless told. */
    readonly mend?: readonly string[];
  })[];
  /** Looked at, and not found; the words why. */
  readonly well: readonly (Recorded & { readonly because: string })[];
}

const FAILED = { active: "failed", sub: "failed" } as const;
const APPLIANCE = { "/oem/80_stylus.yaml": "stages: {}\n" };
const BLOBS = "/usr/local/spectrocloud/peerbundle/sha256";

export const ROWS: Readonly<Record<string, Row>> = {
  "content.empty-blobs": {
    sick: [
      {
        files: { ...APPLIANCE, [`${BLOBS}/0a1b`]: "", [`${BLOBS}/0c2d`]: "content" },
        journals: { "stylus-agent.service": ["PUT blob failed: content-length: 0"] },
        says: "certain degraded",
        shows: `${BLOBS}/0a1b: 0 bytes`,
        mend: [`Remove ${BLOBS}/0a1b`],
      },
      {
        files: { ...APPLIANCE, [`${BLOBS}/0a1b`]: "" },
        says: "likely degraded",
        shows: "1 of 1 blobs are empty",
        mend: [`Remove ${BLOBS}/0a1b`],
      },
    ],
    well: [
      { files: { ...APPLIANCE, [`${BLOBS}/0c2d`]: "content" }, because: "1 blobs, none empty" },
      { files: APPLIANCE, because: `${BLOBS} is not there` },
    ],
  },
  "dns.var-tmp-mode": {
    sick: [
      {
        files: { "/var/tmp/": { content: "", mode: 0o755 } },
        units: { "systemd-resolved.service": FAILED },
        says: "certain node-down",
        shows: "/var/tmp: mode 755",
        mend: ["Let /var/tmp be mode 1777", "Start systemd-resolved.service"],
      },
      {
        files: { "/var/tmp/": { content: "", mode: 0o755 } },
        units: { "systemd-resolved.service": {} },
        says: "likely cosmetic",
        shows: "systemd-resolved.service: active (running)",
        mend: ["Let /var/tmp be mode 1777"],
      },
    ],
    well: [
      { files: { "/var/tmp/": { content: "", mode: 0o1777 } }, because: "/var/tmp: mode 1777" },
    ],
  },
  "host.kernel-modules": {
    sick: [
      {
        files: { "/var/lib/kubelet/pki/kubelet.crt": "x" },
        without: ["/sys/module/br_netfilter"],
        says: "likely degraded",
        shows: "br_netfilter: loadable",
        mend: ["Load kernel modules br_netfilter"],
      },
      {
        files: { "/proc/sys/kernel/modules_disabled": "1\n" },
        without: ["/sys/module/br_netfilter"],
        says: "certain node-down",
        shows: "br_netfilter: locked out",
      },
    ],
    well: [{ because: "all there, 13 to load" }],
  },
  "host.noexec-mounts": {
    sick: [
      {
        files: {
          "/proc/self/mountinfo":
            "29 1 252:0 / / rw shared:1 - ext4 /dev/sda1 rw\n30 29 252:1 / /var rw,noexec shared:2 - ext4 /dev/sda2 rw\n",
        },
        says: "certain node-down",
        shows: "noexec on /var",
      },
    ],
    well: [{ because: "Mount options: usable" }],
  },
  "host.zram-swap": {
    sick: [
      {
        files: {
          "/proc/swaps":
            "Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 8388604 0 100\n",
        },
        says: "certain node-down",
        shows: "/dev/zram0",
        mend: ["Write /etc/systemd/zram-generator.conf", "Stop dev-zram0.swap"],
      },
    ],
    well: [{ because: "Swap: off" }],
  },
};
