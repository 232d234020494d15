import {
  cannotSay,
  clear,
  defineSymptom,
  found,
  notHere,
  type Patient,
  type Symptom,
  traceIn,
} from "../../doctor/index.ts";
import { kernelSteps } from "../shared/kernel-steps.ts";
import { nodeMends, restartStep } from "../shared/mends.ts";
import { dnsLoop, networkMissing, REAL_RESOLVERS } from "../shared/node-symptoms.ts";
import { signatureSymptom } from "../signature-symptom.ts";
import { etcdUserStep } from "./etcd-user.ts";
import { CIS_SYSCTLS } from "./hardening.ts";
import { hostFileStep } from "./host-file.ts";
import { RESOLVERS } from "./host-files.ts";
import { RKE2 } from "./kind.ts";
import { DATA, RESOLV_CONFIG } from "./paths.ts";

const AGENT = "rke2-agent.service";
const UNITS = [RKE2.unit, AGENT];
/** `server: https://10.1.2.3:9345`, in quotes or not. */
const SERVER = /^server:\s*["']?https:\/\/(\[[^\]]+\]|[^:/"'\s]+):(\d+)/m;

const joinPort = defineSymptom({
  id: "rke2.join-port",
  code: "RKE2_JOIN_PORT_CLOSED",
  row: "D16",
  title: "A worker of RKE2 does not join its cluster",
  cause:
    "The port on which a server lets nodes join cannot be reached, mostly because of its firewall.",
  source: "Palette Edge, troubleshooting",
  async probe(patient) {
    const text = await patient.host.files.readText(RKE2.config);
    if (text === undefined) return notHere("RKE2 is not configured on this host");
    const [, name, port] = SERVER.exec(text) ?? [];
    if (name === undefined || port === undefined) return notHere("this host joins no other server");
    const target = { host: name, port: Number(port) };
    const outcome = await patient.host.connect(target, { timeoutMs: 3000, signal: patient.signal });
    if (outcome.is === "connected") return clear(`${name}:${port} answers`);
    const why = outcome.is === "refused" ? "connection refused" : outcome.why;
    const evidence = [`${RKE2.config}: server ${name}:${port}`, `${name}:${port}: ${why}`];
    return found([await likelihoodOf(patient), "node-down"], evidence);
  },
  fix: [
    "On the server let nodes in: firewall-cmd --permanent --add-port=9345/tcp && firewall-cmd --reload.",
    "See from here that it answers: curl -k https://SERVER:9345/ping.",
    "It is refused and not filtered: look whether rke2-server runs there.",
  ],
});

/** A node that has joined goes on without it for a while. */
async function likelihoodOf({ unit }: Patient) {
  const states = await Promise.all(UNITS.map(unit));
  const runs = states.some((state) => state.is === "known" && state.value.sub === "running");
  return runs ? "likely" : "certain";
}

const OTHER_TOKEN =
  /bootstrap data already found and encrypted with different token|token ca hash does not match/i;

const leftovers = defineSymptom({
  id: "rke2.leftovers",
  code: "RKE2_LEFTOVERS",
  row: "D40",
  title: "A new cluster of RKE2 refuses its token",
  cause: "Data of an earlier cluster is still on this host, and it was made with another token.",
  source: "Palette, release notes 4.9.22",
  async probe({ host, unit, journal }) {
    const [data, server] = await Promise.all([host.files.stat(RKE2.database), unit(RKE2.unit)]);
    if (data === undefined) return notHere("no data of an RKE2 server is on this host");
    const lines = await journal(RKE2.unit);
    const trace = traceIn(lines.is === "known" ? lines.value : [], OTHER_TOKEN);
    const seen = `${RKE2.database} is there`;
    if (trace !== undefined) return found(["certain", "node-down"], [trace.line, seen]);
    if (server.is === "absent")
      return found(["possible", "degraded"], [seen, `${RKE2.unit} is not: nobody uses it`]);
    if (lines.is === "unknown") return cannotSay(lines.why);
    return clear("the server takes its token");
  },
  fix: [
    "Make sure that nothing of the earlier cluster is needed any more: its data goes.",
    "Run its own uninstaller: rke2-killall.sh, then rke2-uninstall.sh.",
    "Start again. Under Palette upgrade the agent to 4.9.22 or newer, which cleans up by itself.",
  ],
});

const KIND = { ...RKE2, units: UNITS };
const LOGS = [`${DATA}/agent/logs/kubelet.log`, `${DATA}/agent/containerd/containerd.log`];

export const SYMPTOMS: readonly Symptom[] = [
  joinPort,
  leftovers,
  dnsLoop({
    ...KIND,
    mend: [hostFileStep(RESOLVERS), restartStep(RKE2.unit, [RESOLV_CONFIG])],
    byHand: `Write resolv-conf: ${REAL_RESOLVERS} into ${RESOLV_CONFIG}, then systemctl restart rke2-server.`,
  }),
  networkMissing({ ...KIND, folder: "/etc/cni/net.d", files: LOGS }),
  signatureSymptom({
    ...KIND,
    files: LOGS,
    mends: {
      ...nodeMends(kernelSteps(RKE2)),
      KERNEL_DEFAULTS: [...kernelSteps({ ...RKE2, cisPath: CIS_SYSCTLS }), restartStep(RKE2.unit)],
      CIS_USER_MISSING: [etcdUserStep(), restartStep(RKE2.unit)],
    },
  }),
];
