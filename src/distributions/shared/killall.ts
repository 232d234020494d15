import type { RunContext } from "../../engine/index.ts";
import type { ServerKind } from "./server-kind.ts";

/** Containers outlive the service on purpose (KillMode=process); their mounts would hold the data. */
export async function killLeftovers(
  { data }: Pick<ServerKind, "data">,
  { host, signal }: RunContext,
): Promise<void> {
  if (host.kind !== "machine") return;
  await host.exec(["sh", "-s"], { input: killScript(data), timeoutMs: 60_000, signal });
}

/**
 * What the publisher's killall script does: processes, mounts, links and rules that the service began,
 * and nothing else. Links and rules of other network plugins are theirs. kube-vip is asked first: killed outright
 * it leaves the virtual address on the interface, and two machines would answer for it.
 */
function killScript(data: string): string {
  return `
pids=$(ps -e -o pid= -o args= | sed -n 's|^ *\\([0-9]*\\) .*${data}/data/[^/]*/bin/containerd-shim.*|\\1|p')
ending=
for child in $(ps -e -o pid= -o ppid= | awk -v all=" $(echo $pids) " 'index(all, " " $2 " ") { print $1 }'); do
  case "$(tr '\\0' ' ' < "/proc/$child/cmdline" 2>/dev/null)" in
    *"/kube-vip manager "*) kill "$child" 2>/dev/null && ending="$ending $child" ;;
  esac
done
for turn in 1 2 3 4 5 6 7 8 9 10; do
  [ -n "$ending" ] && kill -0 $ending 2>/dev/null || break
  sleep 0.5
done
for pid in $pids; do
  kill -9 $(ps -e -o pid= -o ppid= | awk -v p="$pid" '$2 == p { print $1 }') "$pid" 2>/dev/null
done
for prefix in /run/k3s ${data} /var/lib/kubelet/pods /var/lib/kubelet/plugins /run/netns/cni-; do
  awk -v p="$prefix" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n 1 umount -f 2>/dev/null
done
for link in cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0; do
  if [ -e "/sys/class/net/$link" ]; then ip link delete "$link" 2>/dev/null; fi
done
for tables in iptables ip6tables; do
  if $tables-save 2>/dev/null | grep -Eq 'KUBE-|CNI-|flannel'; then
    $tables-save | grep -Ev 'KUBE-|CNI-|flannel' | $tables-restore
  fi
done
rm -rf /run/k3s /run/flannel
`;
}
