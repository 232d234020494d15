import {
  agentJournal,
  cannotSay,
  clear,
  defineSymptom,
  found,
  fromCheck,
  notHere,
  type Symptom,
  traceIn,
} from "../../doctor/index.ts";
import { fileEnsure } from "../../steps/index.ts";
import { observeVersion } from "../shared/installed-version.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { nodeMends, restartStep } from "../shared/mends.ts";
import { dnsLoop, networkMissing, REAL_RESOLVERS } from "../shared/node-symptoms.ts";
import { signatureSymptom } from "../signature-symptom.ts";
import { K3S } from "./kind.ts";

const UNITS = [K3S.unit, "k3s-agent.service"];
/** These releases came with a broken start of the node. */
const BROKEN = /^1\.32\.[12]\+/;

const brokenVersion = defineSymptom({
  id: "k3s.broken-version",
  code: "K3S_VERSION_BROKEN",
  row: "D39",
  title: "A cluster of K3s is not provisioned and never gets further",
  cause: "K3s 1.32.1 and 1.32.2 do not work with Palette.",
  source: "Palette, known issues",
  async probe({ host, document, signal }) {
    const version = await observeVersion(host, K3S, signal);
    if (version.is === "unknown") return cannotSay(version.why);
    const { cluster } = document?.spec ?? {};
    const asked = cluster?.distribution === K3S.id ? cluster.version : undefined;
    const installed = version.is === "known" ? version.value.version : undefined;
    if (installed === undefined && asked === undefined) return notHere("no K3s is on this host");
    if (installed !== undefined && BROKEN.test(installed))
      return found(["likely", "node-down"], [`${K3S.program} is ${installed}`]);
    if (asked !== undefined && BROKEN.test(`${asked}+`))
      return found(["certain", "degraded"], [`spec.cluster.version: ${asked}`]);
    return clear(`K3s ${installed ?? asked}`);
  },
  fix: ["Choose another version of K3s in the profile or the document: 1.32.3 or newer."],
});

const LOST = /no bootstrap data found in datastore/i;

const bootstrapLost = defineSymptom({
  id: "k3s.bootstrap-lost",
  code: "K3S_BOOTSTRAP_LOST",
  row: "D40",
  title: "K3s starts and ends over and over: no bootstrap data found in datastore",
  cause:
    "Data of an earlier cluster, or of a start that was cut off, lies where the new one starts.",
  source: "Palette, release notes 4.9.22",
  async probe(patient) {
    const units = await Promise.all(UNITS.map(patient.unit));
    if (units.every(({ is }) => is === "absent")) return notHere("no K3s is on this host");
    const journal = await patient.journal(K3S.unit);
    if (journal.is === "unknown") return cannotSay(journal.why);
    const trace = traceIn(journal.is === "known" ? journal.value : [], LOST);
    if (trace === undefined) return clear("K3s found what it needs in its datastore");
    const data = await patient.host.files.stat(K3S.database);
    const old = data === undefined ? [] : [`${K3S.database} is there`];
    const agent = (await agentJournal(patient)).length > 0;
    const hint = agent ? ["the agent of Palette does this before 4.9.22"] : [];
    return found(["certain", "node-down"], [trace.line, ...old, ...hint]);
  },
  fix: [
    "Make sure that nothing on this host is still needed: a cluster of one node loses all that was in it.",
    "Stop it and move the old data away: systemctl stop k3s && mv /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/server/db.old.",
    "Start it again: systemctl start k3s. Under Palette upgrade the agent to 4.9.22 or newer first.",
  ],
});

/** Read after config.yaml: what this host alone needs. */
const DROP_INS = "/etc/rancher/k3s/config.yaml.d";
const OWN_IPTABLES = `${DROP_INS}/50-bringup-iptables.yaml`;
const RESOLVERS = `${DROP_INS}/50-bringup-resolv-conf.yaml`;

const brokenIptables = defineSymptom({
  id: "k3s.iptables",
  code: "K3S_BROKEN_IPTABLES",
  row: "8.2",
  title: "Rules of the firewall multiply, and services of the cluster answer slowly or not at all",
  cause: "Versions 1.8.0 to 1.8.3 of iptables add rules anew that are there already.",
  source: "failure catalogue of K3s; K3s, known issues",
  async probe(patient) {
    const units = await Promise.all(UNITS.map(patient.unit));
    if (units.every(({ is }) => is === "absent")) return notHere("no K3s is on this host");
    const own = await patient.host.files.stat(OWN_IPTABLES);
    if (own !== undefined) return clear("K3s uses the iptables that it brings");
    return fromCheck(await patient.check("system.iptables"), ["IPTABLES_BROKEN"], LIKELY);
  },
  fix: [
    `Let K3s use the one it brings: prefer-bundled-bin: true in ${OWN_IPTABLES}, then systemctl restart k3s.`,
    "Reboot once where rules have piled up already.",
  ],
  mend: () => [
    fileEnsure({
      id: "bundled-iptables",
      path: OWN_IPTABLES,
      template: "# Written by bringup.\nprefer-bundled-bin: true\n",
    }),
    restartStep(K3S.unit, [OWN_IPTABLES]),
  ],
});

/** Where kubelets of a hardened K3s want their kernel settings kept. */
const CIS = "/etc/sysctl.d/90-kubelet.conf";
const LIKELY = ["likely", "degraded"] as const;
const KIND = { ...K3S, units: UNITS };

export const SYMPTOMS: readonly Symptom[] = [
  brokenVersion,
  bootstrapLost,
  brokenIptables,
  dnsLoop({
    ...KIND,
    mend: [
      fileEnsure({
        id: "resolvers",
        path: RESOLVERS,
        template: `# Written by bringup.\nresolv-conf: ${REAL_RESOLVERS}\n`,
      }),
      restartStep(K3S.unit, [RESOLVERS]),
    ],
    byHand: `Write resolv-conf: ${REAL_RESOLVERS} into ${RESOLVERS}, then systemctl restart k3s.`,
  }),
  networkMissing({ ...KIND, folder: "/var/lib/rancher/k3s/agent/etc/cni/net.d" }),
  signatureSymptom({
    ...KIND,
    files: ["/var/lib/rancher/k3s/agent/containerd/containerd.log"],
    mends: {
      ...nodeMends(kernelSteps(K3S)),
      KERNEL_DEFAULTS: [...kernelSteps({ ...K3S, cisPath: CIS }), restartStep(K3S.unit)],
    },
  }),
];
