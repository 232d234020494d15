// Over 100 lines by design: the troubles of one distribution in the order of the table.
import {
  agentJournal,
  type Circumstance,
  cannotSay,
  clear,
  defineSymptom,
  found,
  fromCheck,
  inAgentMode,
  type Symptom,
  traceIn,
  userDataSays,
} from "../../doctor/index.ts";
import { fileEnsure, labelEnsure, unitEnsure } from "../../steps/index.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { nodeMends, restartStep } from "../shared/mends.ts";
import { dnsLoop, networkMissing, REAL_RESOLVERS } from "../shared/node-symptoms.ts";
import { signatureSymptom } from "../signature-symptom.ts";
import { KUBELET_CONFIG, KUBELET_FLAGS, UNIT, UNIT_FILE } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { swapStep } from "./swap.ts";
import { observeVersion } from "./version.ts";

const TITLE = "kubeadm (PXK-E)";
/** Written by the provider that drives it for Palette, and by kubeadm itself. */
const MARKS = ["/opt/kubeadm.init", "/opt/kubeadm.join", KUBELET_FLAGS];

const onKubeadm: Circumstance = {
  otherwise: `${TITLE} is not on this host`,
  async holds({ host, document }) {
    if (document?.spec.cluster?.distribution === "kubeadm") return true;
    const marks = await Promise.all(MARKS.map((path) => host.files.stat(path)));
    return marks.some((mark) => mark !== undefined);
  },
};

const kernelTooOld = defineSymptom({
  id: "kubeadm.kernel-too-old",
  code: "KUBEADM_REFUSES_KERNEL",
  row: "D2",
  title: "kubeadm init ends with: kernel release is unsupported",
  cause: "Since 1.32 kubeadm refuses kernels before 4.19, such as that of Red Hat and Rocky 8.",
  source: "Palette Edge, troubleshooting",
  when: [onKubeadm],
  probe: async ({ check }) =>
    fromCheck(await check("system.kernel"), ["KERNEL_TOO_OLD"], ["certain", "node-down"]),
  fix: [
    "Use an image of Red Hat or Rocky 9.",
    "On 8 install a newer kernel and reboot into it: dnf install --enablerepo=elrepo-kernel kernel-lt.",
  ],
});

const NOT_FOUND = /\b(kubeadm|nodeadm|kubelet)\b.*(not found|no such file or directory)/i;

const customPath = defineSymptom({
  id: "kubeadm.custom-path",
  code: "KUBEADM_PATH_BROKEN",
  row: "D6",
  title: "The cluster is not created: kubeadm, nodeadm or kubelet is not found",
  cause:
    "In agent mode the programs of the cluster are looked for outside of a root set by stylus.path.",
  source: "Palette Edge, known issues, agent 4.5.14",
  when: [inAgentMode],
  async probe(patient) {
    const path = await userDataSays(patient, "stylus.path");
    if (path === undefined || path === "/") return clear("stylus.path is not set");
    const trace = traceIn(await agentJournal(patient), NOT_FOUND);
    const seen = `stylus.path: ${String(path)}`;
    if (trace === undefined) return found(["possible", "cosmetic"], [seen]);
    return found(["certain", "node-down"], [seen, trace.line]);
  },
  fix: [
    "Leave stylus.path at / where that is possible: with the FIPS package there is no other way.",
    "Else copy the programs in a stage initramfs of the user-data: cp PATH/usr/bin/kubeadm /usr/bin/kubeadm, then reboot.",
  ],
});

const DENIED_BY_LABEL = /avc: +denied.*kubeadm-flags\.env/i;
const UNREADABLE =
  /kubeadm-flags\.env.*permission denied|failed to load environment files: permission/i;

const selinuxFlags = defineSymptom({
  id: "kubeadm.selinux-flags",
  code: "KUBELET_FLAGS_UNREADABLE",
  row: "D13",
  title: "The kubelet does not start: it cannot read kubeadm-flags.env",
  cause: "SELinux has another label for the file than the kubelet may read.",
  source: "Palette Edge, known issues",
  when: [onKubeadm],
  async probe({ kernelLog, journal, host }) {
    const [kernel, kubelet] = await Promise.all([kernelLog(), journal(UNIT)]);
    const audit = await host.files.readText("/sys/fs/selinux/enforce");
    if (audit?.trim() !== "1") return clear("SELinux does not enforce anything here");
    const denied = traceIn(kernel.is === "known" ? kernel.value : [], DENIED_BY_LABEL);
    const unread = traceIn(kubelet.is === "known" ? kubelet.value : [], UNREADABLE);
    const lines = [denied, unread].flatMap((trace) => trace?.line ?? []);
    if (denied !== undefined) return found(["certain", "node-down"], lines);
    if (unread !== undefined) return found(["likely", "node-down"], lines);
    const unknown = [kernel, kubelet].find(({ is }) => is === "unknown");
    if (unknown?.is === "unknown") return cannotSay(unknown.why);
    return clear("nothing was denied to the kubelet");
  },
  fix: [
    "Give the file its label back: restorecon -v /var/lib/kubelet/kubeadm-flags.env.",
    "Restart the kubelet: systemctl restart kubelet.",
  ],
  mend: () => [
    labelEnsure({ id: "flags-label", path: KUBELET_FLAGS }),
    unitEnsure({ id: "kubelet", unit: UNIT, want: "started", impact: "restart" }),
  ],
});

/** With these the virtual address did not come back after a reboot. */
const STUCK = /^1\.(29\.14|30\.10)\b/;

const vipAfterReboot = defineSymptom({
  id: "kubeadm.vip-after-reboot",
  code: "KUBE_VIP_STUCK_AFTER_REBOOT",
  row: "D19",
  title: "A disconnected cluster stays unknown after a reboot",
  cause: "With PXK-E 1.29.14 and 1.30.10 kube-vip hangs when it starts before the API.",
  source: "Palette Edge, known issues",
  when: [onKubeadm],
  async probe({ host, signal }) {
    const version = await observeVersion(host, signal);
    if (version.is === "unknown") return cannotSay(version.why);
    if (version.is === "absent") return clear("not installed yet");
    if (!STUCK.test(version.value.version)) return clear(`version ${version.value.version}`);
    return found(["possible", "node-down"], [`version ${version.value.version}`]);
  },
  fix: [
    "Delete its pod, and the kubelet starts a new one: kubectl -n kube-system delete pod NAME, with the name of the pod kube-vip.",
    "Without an API: crictl ps --name kube-vip, then crictl stop ID && crictl rm ID.",
    "Upgrade to the next patch of Kubernetes.",
  ],
});

/** Where a hardened kubelet wants its kernel settings kept. */
const CIS = "/etc/sysctl.d/90-kubelet.conf";
/** Read after the drop-in of kubeadm: an argument wins over what the file of the kubelet says. */
const RESOLVERS = `${UNIT_FILE}.d/20-bringup-resolv-conf.conf`;
const KIND = { id: "kubeadm", title: TITLE, units: [UNIT] };

export const SYMPTOMS: readonly Symptom[] = [
  kernelTooOld,
  customPath,
  selinuxFlags,
  vipAfterReboot,
  dnsLoop({
    ...KIND,
    mend: [
      fileEnsure({
        id: "resolvers",
        path: RESOLVERS,
        template: `# Written by bringup.\n[Service]\nEnvironment="KUBELET_CONFIG_ARGS=--config=${KUBELET_CONFIG} --resolv-conf=${REAL_RESOLVERS}"\n`,
      }),
      restartStep(UNIT, [RESOLVERS]),
    ],
    byHand: `Set resolvConf: ${REAL_RESOLVERS} in /var/lib/kubelet/config.yaml, then systemctl restart kubelet.`,
  }),
  networkMissing({ ...KIND, folder: "/etc/cni/net.d" }),
  signatureSymptom({
    ...KIND,
    signatures: SIGNATURES,
    mends: {
      ...nodeMends(kernelSteps(KIND)),
      KERNEL_DEFAULTS: [...kernelSteps({ ...KIND, cisPath: CIS }), restartStep(UNIT)],
      SWAP_ON: [swapStep(), restartStep(UNIT)],
      BRIDGE_NETFILTER: kernelSteps({ id: "kubeadm" }),
    },
  }),
];
