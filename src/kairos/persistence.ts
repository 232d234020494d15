// A table of data, with the few questions that are asked of it.
import { type Fact, factOf, type HostView } from "../engine/index.ts";

/** What an immutable host keeps over a reboot; everything else in /etc and /var is the image's again. */
export interface Layout {
  /** Absolute folders, without a slash at the end. */
  readonly kept: readonly string[];
}

/** Partitions of their own: what is on them outlives upgrades too. */
const PARTITIONS = ["/usr/local", "/oem"];

/** Bound from the persistent partition on every flavour. Source: Kairos documentation, Immutable. */
const BOUND = [
  ...["/etc/cni", "/etc/init.d", "/etc/iscsi", "/etc/k0s", "/etc/kubernetes", "/etc/modprobe.d"],
  ...["/etc/pwx", "/etc/rancher", "/etc/runlevels", "/etc/ssh", "/etc/ssl/certs"],
  ...["/etc/sysconfig", "/etc/systemd", "/etc/zfs", "/home", "/opt", "/root", "/usr/libexec"],
  ...["/var/cores", "/var/lib/ca-certificates", "/var/lib/cni", "/var/lib/containerd"],
  ...["/var/lib/calico", "/var/lib/dbus", "/var/lib/etcd", "/var/lib/extensions", "/var/lib/k0s"],
  ...["/var/lib/kubelet", "/var/lib/longhorn", "/var/lib/osd", "/var/lib/rancher"],
  ...["/var/lib/rook", "/var/lib/tailscale", "/var/lib/wicked", "/var/lib/kairos", "/var/log"],
];

/** Bound on some flavours alone, by the name os-release gives them. Same source. */
const BOUND_ON: Readonly<Record<string, readonly string[]>> = {
  debian: ["/snap", "/var/snap", "/var/lib/snapd"],
  ubuntu: ["/snap", "/var/snap", "/var/lib/snapd"],
  fedora: ["/usr/share/pki/trust"],
  rhel: ["/usr/share/pki/trust"],
  rockylinux: ["/usr/share/pki/trust"],
  almalinux: ["/usr/share/pki/trust"],
};

/**
 * Where our files go that are gone after a reboot, and are written again. The table is for the reader
 * and for a test: what stands in neither table is taken for gone. Source: the same, and the layout of
 * the overlay, which takes /etc and /var as a whole.
 */
const FORGOTTEN = [
  ...["/etc/containerd", "/etc/crictl.yaml", "/etc/default", "/etc/environment", "/etc/fstab"],
  ...["/etc/group", "/etc/hostname", "/etc/hosts", "/etc/localtime", "/etc/modules-load.d"],
  ...["/etc/netplan", "/etc/network", "/etc/NetworkManager", "/etc/passwd", "/etc/profile.d"],
  ...["/etc/chrony", "/etc/chrony.conf", "/etc/chrony.d", "/etc/resolv.conf", "/etc/sysctl.d"],
  ...["/etc/timezone", "/proc", "/run", "/sys", "/tmp", "/var/lib/bringup"],
];

/** As documented, for a host that does not say it itself. */
export function documentedLayout(flavour = ""): Layout {
  return { kept: [...PARTITIONS, ...BOUND, ...(BOUND_ON[flavour] ?? [])] };
}

/** Its boot tool leaves here what it bound; images and sites may bind more, and less. */
const LAYOUT = "/run/cos/cos-layout.env";
const NAMES = ["PERSISTENT_STATE_PATHS", "CUSTOM_BIND_MOUNTS"];

/** What this host itself says it keeps. Absent: it does not say. */
export function observeLayout(host: HostView): Promise<Fact<Layout>> {
  return factOf(async () => {
    const text = await host.files.readText(LAYOUT);
    if (text === undefined) return undefined;
    const bound = NAMES.flatMap((name) => valueIn(text, name));
    return bound.length === 0 ? undefined : { kept: [...PARTITIONS, ...bound] };
  });
}

function valueIn(text: string, name: string): readonly string[] {
  const [, quoted = ""] = new RegExp(`^\\s*${name}=(.*)$`, "m").exec(text) ?? [];
  const value = quoted.trim().replace(/^(["'])(.*)\1$/, "$2");
  return value.split(/\s+/).filter((path) => path.startsWith("/"));
}

/** Whether a path is there again after a reboot. What no row names is the image's, and gone. */
export function survives(path: string, { kept }: Layout = documentedLayout()): boolean {
  return isBelow(path, kept);
}

/** Whether one of the tables says what becomes of a path, be it on some flavours alone. */
export function isClassified(path: string): boolean {
  return isBelow(path, [...PARTITIONS, ...BOUND, ...Object.values(BOUND_ON).flat(), ...FORGOTTEN]);
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
