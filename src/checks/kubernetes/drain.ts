import { isRecord, type Json, listIn, numberIn, recordIn, textIn } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { openClusterApi } from "./cluster-api.ts";

const MOST_SHOWN = 12;

export const drain = defineCheck({
  ...ruleOf("kubernetes.drain"),
  needs: [],
  async run(_, context) {
    const ask = await openClusterApi(context);
    if (ask === undefined) return skip("no cluster on this host yet");
    const node = (await readNeeded(context.host, "/proc/sys/kernel/hostname")).trim().toLowerCase();
    const [pods, budgets, volumes] = await Promise.all([
      itemsOf(ask, `/api/v1/pods?fieldSelector=spec.nodeName%3D${encodeURIComponent(node)}`),
      itemsOf(ask, "/apis/policy/v1/poddisruptionbudgets"),
      itemsOf(ask, "/api/v1/persistentvolumes"),
    ]);
    const movable = pods.filter((pod) => !staysByItself(pod));
    const findings = [
      ...movable.filter((pod) => !isManaged(pod)).map((pod) => `${nameOf(pod)} comes back nowhere`),
      ...movable
        .filter((pod) => holdsLocal(pod, volumes))
        .map((pod) => `${nameOf(pod)} has data on this host`),
      ...budgets
        .filter((budget) => isSpent(budget) && movable.some((pod) => covers(budget, pod)))
        .map((budget) => `${nameOf(budget)} lets none go`),
    ];
    const evidence = [
      `${countOf(movable.length)} to move from ${node}`,
      ...findings.slice(0, MOST_SHOWN),
    ];
    if (findings.length === 0) return pass(`${countOf(movable.length)} can go`, { evidence });
    const [first = ""] = findings;
    return warn(findings.length === 1 ? first : `${first}, and ${findings.length - 1} more`, {
      code: "DRAIN_BLOCKED",
      expected: "every pod may go, and comes back elsewhere",
      remedy: "Add replicas, move that data, or plan for the stop of these pods.",
      why: "An upgrade empties the node first, and waits for what may not go.",
      evidence,
    });
  },
});

const countOf = (pods: number) => (pods === 1 ? "1 pod" : `${pods} pods`);

async function itemsOf(ask: (path: string) => Promise<string>, path: string) {
  const list: unknown = JSON.parse(await ask(path));
  if (!isRecord(list) || !Array.isArray(list.items)) throw new Error(`${path} gives no list`);
  return listIn(list.items);
}

const metadata = (object: Json): Json => recordIn(object.metadata);
const namespaceOf = (object: Json): string => textIn(metadata(object), "namespace") ?? "";
const nameOf = (object: Json): string =>
  sanitize(`${namespaceOf(object)}/${textIn(metadata(object), "name") ?? ""}`);

/** What a drain leaves: pods of a daemon set or of the kubelet itself, and those that have ended. */
function staysByItself(pod: Json): boolean {
  const annotations = recordIn(metadata(pod).annotations);
  const phase = textIn(recordIn(pod.status), "phase");
  const isOfNode = ownersOf(pod).some(({ kind }) => kind === "DaemonSet" || kind === "Node");
  return isOfNode || "kubernetes.io/config.mirror" in annotations || phase === "Succeeded";
}

const ownersOf = (pod: Json): readonly Json[] => listIn(metadata(pod).ownerReferences);
const isManaged = (pod: Json): boolean =>
  ownersOf(pod).some(({ controller }) => controller === true);

/** Volumes that are a folder or drive of a node, and so cannot follow a pod. */
function holdsLocal(pod: Json, volumes: readonly Json[]): boolean {
  const claims = listIn(recordIn(pod.spec).volumes).flatMap(
    ({ persistentVolumeClaim }) => textIn(recordIn(persistentVolumeClaim), "claimName") ?? [],
  );
  return volumes.some(({ spec }) => {
    const { local, hostPath, claimRef } = recordIn(spec);
    if (!isRecord(local) && !isRecord(hostPath)) return false;
    const { name, namespace } = recordIn(claimRef);
    return namespace === namespaceOf(pod) && claims.some((claim) => claim === name);
  });
}

/** It watches over pods, and lets none of them go now. */
function isSpent(budget: Json): boolean {
  const status = recordIn(budget.status);
  return (
    numberIn(status, "disruptionsAllowed") === 0 && (numberIn(status, "expectedPods") ?? 0) > 0
  );
}

/** By labels; one with expressions may cover any pod of its namespace, so it counts. */
function covers(budget: Json, pod: Json): boolean {
  if (namespaceOf(budget) !== namespaceOf(pod)) return false;
  const labels = recordIn(metadata(pod).labels);
  const wanted = recordIn(recordIn(recordIn(budget.spec).selector).matchLabels);
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
