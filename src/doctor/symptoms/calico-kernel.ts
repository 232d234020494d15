import type { ClusterSpec } from "../../spec/index.ts";
import { fromCheck } from "../from-check.ts";
import { anyThere } from "../palette-agent.ts";
import { clear, defineSymptom, found } from "../symptom.ts";

const MARKS = [
  "/var/lib/calico",
  "/sys/class/net/vxlan.calico",
  "/etc/cni/net.d/10-calico.conflist",
];
const IPV6 = "/proc/sys/net/ipv6/conf/all/disable_ipv6";

export const calicoKernel = defineSymptom({
  id: "network.calico-kernel",
  code: "CALICO_ON_BROKEN_KERNEL",
  row: "D20",
  title: "Calico does not come up, and ip6tables complains about MARK",
  cause: "This build of the kernel has a broken MARK target for IPv6.",
  source: "Palette Edge, known issues",
  when: [
    {
      otherwise: "no Calico is on this host",
      holds: ({ host, document }) =>
        document?.spec.cluster?.cni === "calico" ? Promise.resolve(true) : anyThere(host, MARKS),
    },
  ],
  async probe({ host, check, document }) {
    const cluster = { ...document?.spec.cluster, cni: "calico" } as ClusterSpec;
    const asked = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: { cluster } } as const;
    const result = await check("system.kernel", { document: asked });
    const seen = fromCheck(result, ["KERNEL_BREAKS_CALICO"], ["likely", "node-down"]);
    if (seen.is !== "found") return seen;
    const isOff = (await host.files.readText(IPV6))?.trim() === "1";
    if (isOff) return clear("IPv6 is switched off, so the broken part is not used");
    return found([seen.likelihood, seen.severity], [...seen.evidence, `${IPV6} is not 1`]);
  },
  fix: [
    "Install another build of the kernel and reboot into it; that is the real repair.",
    "Until then switch IPv6 off: sysctl -w net.ipv6.conf.all.disable_ipv6=1, or choose another pod network.",
  ],
});
