import type { RunContext } from "../../engine/index.ts";
import { KUBELET } from "./paths.ts";

/** Containers outlive kubelet and containerd (KillMode=process); their mounts would hold the data. */
export async function killLeftovers({ host, signal }: RunContext): Promise<void> {
  if (host.kind !== "machine") return;
  await host.exec(["sh", "-s"], { input: KILL_SCRIPT, timeoutMs: 60_000, signal });
}

/** Pods, links and rules of Kubernetes alone: containerd and the firewall serve others too. */
const KILL_SCRIPT = `
pids=$(ps -e -o pid= -o args= | sed -n 's|^ *\\([0-9]*\\) [^ ]*containerd-shim.* -namespace k8s.io .*|\\1|p')
for pid in $pids; do
  kill -9 $(ps -e -o pid= -o ppid= | awk -v p="$pid" '$2 == p { print $1 }') "$pid" 2>/dev/null
done
for prefix in ${KUBELET}/ /run/containerd/io.containerd.runtime.v2.task/k8s.io /run/netns/cni-; do
  awk -v p="$prefix" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n 1 umount -f 2>/dev/null
done
for link in cni0 flannel.1 kube-ipvs0; do
  if [ -e "/sys/class/net/$link" ]; then ip link delete "$link" 2>/dev/null; fi
done
for tables in iptables ip6tables; do
  if $tables-save 2>/dev/null | grep -Eq 'KUBE-|CNI-|FLANNEL'; then
    $tables-save | grep -Ev 'KUBE-|CNI-|FLANNEL' | $tables-restore
  fi
done
`;
