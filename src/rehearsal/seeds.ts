import type { FilesIO, FilesView } from "../engine/index.ts";
import { LINK_SERVERS } from "./links/index.ts";

/** Read from the real machine: hardware and kernel facts that no step can own. */
export const REAL_PATHS: readonly string[] = [
  "/proc/cpuinfo",
  "/proc/meminfo",
  "/proc/swaps",
  "/proc/uptime",
  "/proc/cmdline",
  "/proc/filesystems",
  "/proc/version",
  "/proc/modules",
  "/proc/mounts",
  "/proc/self/mountinfo",
  "/proc/self/cgroup",
  "/proc/cgroups",
  "/proc/net",
  "/proc/pressure",
  "/proc/device-tree",
  "/proc/sys/kernel/random",
  "/proc/sys/kernel/osrelease",
  "/sys/block",
  "/sys/bus",
  "/sys/class",
  "/sys/devices",
  "/sys/firmware",
  "/sys/fs/cgroup",
  "/sys/hypervisor",
  "/sys/kernel",
  "/lib/modules",
  "/usr/lib/modules",
];

/** Programs that tell about hardware: asked on the real machine. */
export const REAL_PROBES: readonly string[] = ["lsblk", "lscpu", "lspci", "dmidecode"];

/** Copied from the real machine once: from then on the sandbox owns its own. */
const COPIED: readonly string[] = [
  "/etc/os-release",
  "/etc/timezone",
  "/proc/sys/kernel/hostname",
  "/proc/sys/kernel/panic",
  "/proc/sys/kernel/panic_on_oops",
  "/proc/sys/kernel/pid_max",
  "/proc/sys/vm/overcommit_memory",
  "/proc/sys/vm/panic_on_oom",
  "/proc/sys/vm/max_map_count",
  "/proc/sys/net/ipv4/ip_forward",
  "/proc/sys/net/ipv6/conf/all/forwarding",
  "/proc/sys/net/bridge/bridge-nf-call-iptables",
  "/proc/sys/net/bridge/bridge-nf-call-ip6tables",
  "/proc/sys/net/ipv4/conf/all/rp_filter",
  "/proc/sys/net/netfilter/nf_conntrack_max",
  "/proc/sys/fs/inotify/max_user_instances",
  "/proc/sys/fs/inotify/max_user_watches",
  "/proc/sys/fs/file-max",
];

/** Keys the kernel offers only while a module is loaded; the practice host starts without it. */
const WITHOUT_MODULE: Readonly<Record<string, string>> = {
  "/proc/sys/net/bridge/bridge-nf-call-iptables": "0\n",
  "/proc/sys/net/bridge/bridge-nf-call-ip6tables": "0\n",
};

/** A systemd host with resolved and timesyncd, as Ubuntu ships it. */
const OWN: Readonly<Record<string, string>> = {
  "/run/systemd/system/.keep": "",
  "/run/systemd/timesync/synchronized": "",
  "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\n",
  "/etc/resolv.conf": "nameserver 127.0.0.53\noptions edns0 trust-ad\n",
  "/etc/systemd/timesyncd.conf": "[Time]\n",
  "/etc/systemd/resolved.conf": "[Resolve]\n",
  "/etc/ssl/certs/ca-certificates.crt": "",
  "/usr/sbin/update-ca-certificates": "#!/bin/sh\n",
  "/usr/lib/systemd/system/systemd-resolved.service":
    "[Service]\nExecStart=/usr/lib/systemd/practice-service systemd-resolved\n",
  "/usr/lib/systemd/system/systemd-timesyncd.service":
    "[Service]\nExecStart=/usr/lib/systemd/practice-service systemd-timesyncd\n",
};

/**
 * Stands in for a system service whose configuration is practised: the resolver takes over the
 * servers it is given and those of the links, as systemd-resolved does when it starts; all else only waits to be stopped.
 */
const PRACTICE_SERVICE = `#!/bin/sh
echo "simulated $1 started"
if [ "$1" = systemd-resolved ]; then
  servers=$(cat "$BRINGUP_SANDBOX"/etc/systemd/resolved.conf.d/*.conf 2>/dev/null | sed -n 's/^DNS=//p')
  search=$(cat "$BRINGUP_SANDBOX"/etc/systemd/resolved.conf.d/*.conf 2>/dev/null | sed -n 's/^Domains=//p')
  {
    for server in $servers; do echo "nameserver $server"; done
    [ -z "$search" ] || echo "search $search"
    cat "$BRINGUP_SANDBOX${LINK_SERVERS}" 2>/dev/null
  } >"$BRINGUP_SANDBOX/run/systemd/resolve/resolv.conf"
fi
exec sleep infinity
`;

/** Fills a new sandbox; an existing file is never touched, so that practice goes on where it was. */
export async function seedSandbox(sandbox: FilesIO, machine: FilesView): Promise<void> {
  const seed = async (path: string, content: string, mode = 0o644) => {
    if ((await sandbox.stat(path)) === undefined)
      await sandbox.writeAtomic(path, content, { mode });
  };
  for (const path of COPIED) {
    const text = await machine.readText(path).catch(() => undefined);
    const found = text ?? WITHOUT_MODULE[path];
    if (found !== undefined) await seed(path, found);
  }
  const name = ((await sandbox.readText("/proc/sys/kernel/hostname")) ?? "edge")
    .trim()
    .toLowerCase();
  await seed("/etc/hostname", `${name}\n`);
  await seed("/etc/hosts", `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  for (const [path, content] of Object.entries(OWN)) await seed(path, content);
  await seed("/usr/lib/systemd/practice-service", PRACTICE_SERVICE, 0o755);
}
