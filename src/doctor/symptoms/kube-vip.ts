import { type PodLog, podLogs, podName, withPod } from "../pod-logs.ts";
import { clear, defineSymptom, found } from "../symptom.ts";
import { traceIn } from "../traces.ts";

const PODS = /^kube-system_kube-vip/;
const HERE = withPod("kube-vip", PODS);
const NO_NAME = /lookup kubernetes\b.*no such host/i;
const LOST_LEASE =
  /failed to renew lease|leader ?election lost|lost leadership|failed to tryacquireorrenew/i;

export const kubeVipDns = defineSymptom({
  id: "vip.kube-vip-dns",
  code: "KUBE_VIP_WITHOUT_DNS",
  row: "D3",
  title: "The control plane does not come back after a reboot; its virtual address is gone",
  cause: "Names were not found yet when kube-vip started, and it never asks again.",
  source: "Palette Edge, troubleshooting",
  when: [HERE],
  async probe(patient) {
    const seen = (await podLogs(patient, PODS)).flatMap((log) => {
      const trace = traceIn(log.lines, NO_NAME);
      return trace === undefined ? [] : [{ log, trace }];
    });
    const [first] = seen;
    if (first === undefined) return clear("kube-vip found the names it asked for");
    const evidence = seen.map(({ log, trace }) => `${podName(log.pod)}: ${trace.line}`);
    if (!first.trace.isFresh) return found(["possible", "cosmetic"], evidence);
    return found(["certain", "node-down"], evidence);
  },
  fix: [
    "On each node of the control plane find its container: crictl ps --name kube-vip.",
    "Stop and remove it, and the kubelet starts a new one: crictl stop ID && crictl rm ID.",
    "Make DNS of this host answer early at boot: look at the finding about DNS, if there is one.",
  ],
});

export const kubeVipLease = defineSymptom({
  id: "vip.kube-vip-lease",
  code: "KUBE_VIP_LEASE_SHORT",
  row: "D9",
  title: "Pods are Unknown after a reboot, and the virtual address comes and goes",
  cause: "The lease of kube-vip is shorter than this network or drive takes to renew it.",
  source: "Palette Edge, troubleshooting",
  when: [HERE],
  async probe(patient) {
    const logs = await podLogs(patient, PODS);
    const losses = logs.flatMap(lossesIn);
    const [first] = losses;
    if (first === undefined) return clear("kube-vip renews its lease in time");
    const last = losses.at(-1) ?? first;
    const evidence = [`${losses.length} times in the last lines of the log`, last];
    return found([losses.length > 2 ? "likely" : "possible", "degraded"], evidence);
  },
  fix: [
    "Edit the DaemonSet: kubectl -n kube-system edit daemonset kube-vip-ds.",
    "Set vip_leaseduration to 30, vip_renewdeadline to 20 and vip_retryperiod to 4.",
    "Look at the drive and the clock of the control plane as well: both make leases late.",
  ],
});

function lossesIn({ pod, lines }: PodLog): readonly string[] {
  return lines.filter((line) => LOST_LEASE.test(line)).map((line) => `${podName(pod)}: ${line}`);
}
