import type { HostView, RunContext } from "../../engine/index.ts";
import { CLAIM, ENGINE_FOLDER, KUBERNETES, PKI, SNAP_DATA } from "./paths.ts";

/** Made by the node outside of the data of its snap, which snapd takes away; absolute. */
const FOLDERS = [
  PKI,
  `${KUBERNETES}/tokens`,
  "/var/lib/kubelet",
  "/var/lib/kube-proxy",
  "/var/lib/containerd",
  ENGINE_FOLDER,
  SNAP_DATA,
];
const CONF = /\.(conf|yaml)$/;

/** What a node leaves on this host once its snap is gone, whether it is there or not. */
export async function leftBehind(host: HostView): Promise<readonly string[]> {
  const names = (await host.files.list(KUBERNETES)) ?? [];
  const files = names.filter((name) => CONF.test(name)).map((name) => `${KUBERNETES}/${name}`);
  const paths = [...files, ...FOLDERS];
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return paths.filter((path, at) => path !== CLAIM && stats[at] !== undefined);
}

/** Processes, mounts, links and rules first: what is mounted cannot be removed. */
export async function sweepFiles(context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  await killLeftovers(context);
  for (const path of await leftBehind(host)) {
    signal.throwIfAborted();
    await host.files.removeTree(path);
    report({ evidence: `removed ${path}` });
  }
}

/** Containers outlive the services; their mounts would hold the data. */
async function killLeftovers({ host, signal }: RunContext): Promise<void> {
  if (host.kind !== "machine") return;
  await host.exec(["sh", "-s"], { input: KILL_SCRIPT, timeoutMs: 60_000, signal });
}

/** Pods of Kubernetes, and links, mounts and rules of Cilium: nothing of anybody else. */
const KILL_SCRIPT = `
pids=$(ps -e -o pid= -o args= | sed -n 's|^ *\\([0-9]*\\) [^ ]*containerd-shim.* -namespace k8s.io .*|\\1|p')
for pid in $pids; do
  kill -9 $(ps -e -o pid= -o ppid= | awk -v p="$pid" '$2 == p { print $1 }') "$pid" 2>/dev/null
done
for prefix in /var/lib/kubelet/ /run/containerd/io.containerd /run/netns/cni- /run/cilium; do
  awk -v p="$prefix" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n 1 umount -f 2>/dev/null
done
for link in cilium_vxlan cilium_host cilium_net; do
  if [ -e "/sys/class/net/$link" ]; then ip link delete "$link" 2>/dev/null; fi
done
rm -rf /sys/fs/bpf/cilium /sys/fs/bpf/tc/globals/cilium_* 2>/dev/null
for tables in iptables ip6tables; do
  if $tables-save 2>/dev/null | grep -Eqi 'KUBE-|CNI-|CILIUM'; then
    $tables-save | grep -Evi 'KUBE-|CNI-|CILIUM' | $tables-restore
  fi
done
exit 0
`;
