import {
  clear,
  defineSymptom,
  found,
  notHere,
  type Patient,
  podLogs,
  podName,
  readable,
  type Symptom,
  traceIn,
} from "../../doctor/index.ts";
import type { Step } from "../../engine/index.ts";

interface NodeKind {
  readonly id: string;
  readonly title: string;
  /** None of these services: it is not on this host. */
  readonly units: readonly string[];
}

interface Resolving extends NodeKind {
  /** Makes the kubelet give pods the name servers of this host. Absent: by hand alone. */
  readonly mend?: readonly Step[];
  readonly byHand: string;
}

const DNS = /^kube-system_(?:rke2-)?coredns-/;
const LOOP = /plugin\/loop: Loop/i;
const STUB = "/etc/resolv.conf";
/** Where systemd-resolved keeps the servers behind its stub. */
export const REAL_RESOLVERS = "/run/systemd/resolve/resolv.conf";
const HAS_REAL = `${REAL_RESOLVERS} has the servers behind it`;

/** DNS of the cluster asks the stub of the host, and inside of its pod that is itself. */
export function dnsLoop({ id, title, units, mend, byHand }: Resolving): Symptom {
  return defineSymptom({
    id: `${id}.dns-loop`,
    code: `${id.toUpperCase()}_DNS_LOOP`,
    row: "8.2",
    title: `CoreDNS of ${title} ends over and over: Loop detected`,
    cause:
      "Pods are given the stub of systemd-resolved, and inside of a pod that is the pod itself.",
    source: `failure catalogue of ${title}; CoreDNS, plugin loop`,
    async probe(patient) {
      if (await isMissing(patient, units)) return notHere(`${title} is not on this host`);
      const seen = (await podLogs(patient, DNS)).flatMap(({ pod, lines }) => {
        const trace = traceIn(lines, LOOP);
        return trace === undefined ? [] : [{ pod, trace }];
      });
      const [first] = seen;
      if (first === undefined) return clear("CoreDNS found no loop");
      const { files } = patient.host;
      const [stub, real] = await Promise.all([files.readLink(STUB), files.stat(REAL_RESOLVERS)]);
      const how = [
        ...(stub === undefined ? [] : [`${STUB} leads to ${stub}`]),
        ...(real === undefined ? [] : [HAS_REAL]),
      ];
      const evidence = [`${podName(first.pod)}: ${first.trace.line}`, ...how];
      return found([first.trace.isFresh ? "certain" : "possible", "degraded"], evidence);
    },
    fix: [byHand, "Delete the pods of CoreDNS: new ones start with the servers of this host."],
    // Without that file a kubelet that is told of it starts no pod at all.
    ...(mend && { mend: ({ evidence }) => (evidence.includes(HAS_REAL) ? mend : []) }),
  });
}

const NO_NETWORK = /cni plugin not initialized/i;

interface Networked extends NodeKind {
  /** Where its container engine looks for networks. */
  readonly folder: string;
  /** Logs beside the journals in which the kubelet says so. */
  readonly files?: readonly string[];
}

/** No network yet, which is as it has to be until one is applied; or two that take each other's pods. */
export function networkMissing({ id, title, units, folder, files = [] }: Networked): Symptom {
  return defineSymptom({
    id: `${id}.network-missing`,
    code: `${id.toUpperCase()}_NETWORK_MISSING`,
    row: "8.2",
    title: `A node of ${title} stays NotReady: cni plugin not initialized`,
    cause: "No network of pods is configured on this host, or more than one is.",
    source: `failure catalogue of ${title}`,
    async probe(patient) {
      if (await isMissing(patient, units)) return notHere(`${title} is not on this host`);
      const names = (await patient.host.files.list(folder)) ?? [];
      const networks = names.filter((name) => /\.(conf|conflist|json)$/.test(name));
      const paths = networks.map((name) => `${folder}/${name}`);
      if (networks.length > 1) return found(["likely", "degraded"], paths);
      const said = await Promise.all([...units.map(patient.journal), ...files.map(patient.tail)]);
      const trace = traceIn(readable(said), NO_NETWORK);
      if (trace === undefined || !trace.isFresh) return clear("its network is there");
      const seen = paths.length === 0 ? [`${folder} names no network`] : paths;
      return found(["likely", "degraded"], [trace.line, ...seen]);
    },
    fix: [
      `See which networks there are: ls ${folder}.`,
      "None: wait for the one that the profile applies, and look at its pods: kubectl -n kube-system get pods -o wide.",
      `More than one: move all but the one that is meant out of ${folder}, then delete the pods that have an address of another.`,
    ],
  });
}

async function isMissing({ unit }: Patient, units: readonly string[]): Promise<boolean> {
  const states = await Promise.all(units.map(unit));
  return states.every(({ is }) => is === "absent");
}
