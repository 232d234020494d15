// Over 100 lines by design: a sick and a well machine for each symptom of the system and its hardening.
import { AGENT_MODE, APPLIANCE, FAILED, type Rows, STOPPED } from "../row.ts";

const MOUNTS = "/proc/self/mountinfo";
const PTRACE = "/proc/sys/kernel/yama/ptrace_scope";
const READ_ONLY = "29 1 252:0 / / ro,relatime shared:1 - ext4 /dev/sda1 ro\n";
const INSTALLED = { [MOUNTS]: "29 1 8:4 / / rw,relatime shared:1 - ext4 /dev/sda4 rw\n" };
const CRYPT = {
  "/sys/block/dm-0/dm/uuid": "CRYPT-LUKS2-0a1b-vda3\n",
  "/sys/block/dm-0/dm/name": "vda3\n",
  "/sys/block/dm-0/slaves/nvme0n1p3/partition": "3\n",
  "/sys/block/nvme0n1/queue/discard_max_bytes": "2199023255040\n",
};

export const HOST_ROWS: Rows = {
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
  "drives.discard-off": {
    sick: [
      {
        files: { ...CRYPT, "/sys/block/dm-0/queue/discard_max_bytes": "0\n" },
        says: "certain degraded",
        shows: "nvme0n1 below it can discard",
      },
    ],
    well: [
      {
        files: { ...CRYPT, "/sys/block/dm-0/queue/discard_max_bytes": "2199023255040\n" },
        because: "free blocks are passed on",
      },
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
    well: [
      { because: "all there, 13 to load" },
      { without: ["/sys/module/br_netfilter"], because: "they are loaded with the node" },
    ],
  },
  "host.noexec-mounts": {
    sick: [
      {
        files: {
          [MOUNTS]:
            "29 1 252:0 / / rw shared:1 - ext4 /dev/sda1 rw\n30 29 252:1 / /var rw,noexec shared:2 - ext4 /dev/sda2 rw\n",
        },
        says: "certain node-down",
        shows: "noexec on /var",
      },
    ],
    well: [{ because: "Mount options: usable" }],
  },
  "host.ptrace-scope": {
    sick: [{ files: { [PTRACE]: "2\n" }, says: "likely degraded", shows: "ptrace_scope = 2" }],
    well: [{ files: { [PTRACE]: "1\n" }, because: "ptrace_scope = 1" }],
  },
  "host.rsync-missing": {
    sick: [
      {
        files: {
          ...AGENT_MODE,
          "/var/lib/dpkg/status":
            "Package: rsync\nStatus: deinstall ok config-files\nPriority: optional\n",
        },
        without: ["/usr/bin/rsync"],
        says: "certain node-down",
        shows: "rsync is deinstalled, settings kept",
      },
    ],
    well: [
      { files: AGENT_MODE, because: "all there" },
      { files: AGENT_MODE, without: ["/usr/bin/jq"], because: "rsync is there" },
    ],
  },
  "host.nfs-masked": {
    sick: [
      {
        units: { "rpcbind.service": { ...STOPPED, enabled: "masked" } },
        says: "possible cosmetic",
        shows: "rpcbind.service: masked",
      },
    ],
    well: [{ units: { "rpcbind.service": {} }, because: "none of them is masked" }],
  },
  "host.sysctl-overridden": {
    sick: [
      {
        files: { "/etc/sysctl.d/99-sysctl.conf": "net.ipv4.ip_forward = 0\n" },
        says: "likely degraded",
        shows: "/etc/sysctl.d/99-sysctl.conf: net.ipv4.ip_forward = 0",
      },
    ],
    well: [{ because: "none against us" }],
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
    well: [
      { because: "Swap: off" },
      {
        files: { "/proc/swaps": "Filename\tType\tSize\n/swap.img file 8388604 0 -2\n" },
        because: "Swap: on",
      },
    ],
  },
  "host.docker-beside": {
    sick: [
      {
        files: { ...AGENT_MODE, "/run/docker.sock": "", "/usr/bin/dockerd": "x" },
        says: "likely degraded",
        shows: "Docker runs",
      },
      {
        files: { ...AGENT_MODE, "/usr/bin/dockerd": "x" },
        says: "possible cosmetic",
        shows: "/usr/bin/dockerd is installed",
      },
    ],
    well: [{ files: AGENT_MODE, because: "no Docker" }],
  },
  "time.clock-wrong": {
    sick: [
      {
        units: { "systemd-timesyncd.service": STOPPED },
        without: ["/run/systemd/timesync"],
        said: { "timedatectl show": "NTPSynchronized=no\n" },
        says: "likely degraded",
        shows: "systemd-timesyncd.service: inactive",
        mend: ["Start systemd-timesyncd.service"],
      },
      {
        without: ["/run/systemd/timesync"],
        said: { "timedatectl show": "NTPSynchronized=no\n" },
        says: "likely degraded",
        shows: "timedatectl: NTPSynchronized=no",
      },
      { on: "small-box", says: "certain node-down", shows: "2019-01-01" },
    ],
    well: [{ because: "synchronized" }],
  },
  "boot.read-only-system": {
    sick: [
      {
        on: "kairos-edge",
        files: { [MOUNTS]: READ_ONLY },
        mentions: ["touch: cannot touch '/usr/bin/tool': Read-only file system"],
        says: "possible cosmetic",
        shows: "Read-only file system",
      },
    ],
    well: [
      { on: "kairos-edge", files: { [MOUNTS]: READ_ONLY }, because: "nobody minds" },
      {
        on: "kairos-edge",
        files: { [MOUNTS]: READ_ONLY.replace("ro,relatime", "rw,relatime") },
        because: "/ is writable",
      },
    ],
  },
  "boot.failed-upgrade": {
    sick: [
      {
        on: "kairos-edge",
        files: { "/proc/cmdline": "root=LABEL=COS_PASSIVE upgrade_failure quiet\n" },
        says: "certain node-down",
        shows: "/proc/cmdline: upgrade_failure",
      },
      { on: "kairos-fallback", says: "certain node-down", shows: "upgrade_failure" },
      {
        on: "kairos-fallback",
        files: { "/proc/cmdline": "quiet\n" },
        says: "likely degraded",
        shows: "the fallback system",
      },
    ],
    well: [{ on: "kairos-edge", because: "Started: the active system" }],
  },
  "boot.install-medium": {
    sick: [
      {
        said: { "lsblk -J -b -O": drives("COS_LIVE", "iso9660") },
        files: {
          ...INSTALLED,
          "/oem/90_custom.yaml": "#cloud-config\ninstall:\n  reboot: true\n",
        },
        says: "certain degraded",
        shows: "/dev/sdb: COS_LIVE",
      },
      {
        said: { "lsblk -J -b -O": drives("COS_LIVE", "iso9660") },
        files: INSTALLED,
        says: "likely degraded",
        shows: "/dev/sdb: COS_LIVE",
      },
    ],
    well: [
      { because: "no medium of an installer" },
      { files: { "/run/cos/live_mode": "1" }, because: "this is the installer itself" },
      {
        said: { "lsblk -J -b -O": drives("cidata", "iso9660") },
        files: INSTALLED,
        because: "no medium",
      },
    ],
  },
  "boot.other-system": {
    sick: [
      {
        said: { "lsblk -J -b -O": drives("COS_STATE", "ext4") },
        files: INSTALLED,
        says: "certain degraded",
        shows: "an edge system is on /dev/sdb",
      },
    ],
    well: [{ because: "Other drives: empty" }],
  },
  "node.containerd-state": {
    sick: [
      {
        journals: { "containerd.service": ["panic: failed to recover state: bad metadata"] },
        units: { "containerd.service": FAILED },
        says: "certain node-down",
        shows: "failed to recover state",
      },
    ],
    well: [
      {
        journals: { "spectro-containerd.service": ["containerd successfully booted"] },
        because: "containerd read its state",
      },
    ],
  },
  "content.empty-blobs": {
    sick: [
      {
        files: {
          ...APPLIANCE,
          "/usr/local/spectrocloud/peerbundle/sha256/0a1b": "",
          "/usr/local/spectrocloud/peerbundle/sha256/0c2d": "content",
        },
        journals: { "stylus-agent.service": ["PUT blob failed: content-length: 0"] },
        says: "certain degraded",
        shows: "/usr/local/spectrocloud/peerbundle/sha256/0a1b: 0 bytes",
        mend: [
          "Remove /usr/local/spectrocloud/peerbundle/sha256/0a1b",
          "Restart stylus-agent.service",
        ],
      },
      {
        files: { ...APPLIANCE, "/usr/local/spectrocloud/peerbundle/sha256/0a1b": "" },
        says: "likely degraded",
        shows: "1 of 1 blobs are empty",
        mend: ["Remove /usr/local/spectrocloud/peerbundle/sha256/0a1b"],
      },
    ],
    well: [
      {
        files: { ...APPLIANCE, "/usr/local/spectrocloud/peerbundle/sha256/0c2d": "content" },
        because: "1 blobs, none empty",
      },
      { files: APPLIANCE, because: "is not there" },
      {
        files: { ...APPLIANCE, "/usr/local/spectrocloud/peerbundle/sha256/0a1b": "" },
        ageMs: 60_000,
        because: "1 blobs, none empty",
      },
    ],
  },
};

/** A drive with an installed system, and a stick with one partition. */
function drives(label: string, fstype: string): string {
  const system = {
    name: "sda4",
    "maj:min": "8:4",
    size: 80e9,
    fstype: "ext4",
    label: "COS_STATE",
    mountpoint: "/",
  };
  const stick = { name: "sdb1", size: 8e9, fstype, label };
  const common = { type: "disk", tran: "sata", rota: false };
  return JSON.stringify({
    blockdevices: [
      {
        ...common,
        name: "sda",
        path: "/dev/sda",
        size: 240e9,
        rm: false,
        children: [part(system)],
      },
      { ...common, name: "sdb", path: "/dev/sdb", size: 8e9, rm: true, children: [part(stick)] },
    ],
  });
}

function part(fields: Readonly<Record<string, unknown>>) {
  return { ...fields, type: "part", path: `/dev/${fields.name}` };
}
