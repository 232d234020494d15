import type { Patient } from "./patient.ts";
import type { Circumstance } from "./symptom.ts";
import { readable } from "./traces.ts";

/** The kubelet writes the output of all containers here, whatever becomes of them or of the API. */
const FOLDER = "/var/log/pods";

export interface PodLog {
  /** Folder of the pod: `NAMESPACE_NAME_UID`. */
  readonly pod: string;
  readonly container: string;
  /** The last lines of its present start and of the one before, oldest first. */
  readonly lines: readonly string[];
}

/** Pods of this host by their folders. */
export async function podFolders(patient: Patient): Promise<readonly string[]> {
  const fact = await patient.once(
    FOLDER,
    async () => (await patient.host.files.list(FOLDER)) ?? [],
  );
  if (fact.is === "unknown") throw new Error(fact.why);
  return fact.is === "known" ? fact.value : [];
}

/** Logs of the containers of the pods whose folder matches. */
export async function podLogs(patient: Patient, pods: RegExp): Promise<readonly PodLog[]> {
  const folders = (await podFolders(patient)).filter((name) => pods.test(name));
  const found = folders.map(async (pod) => {
    const containers = (await patient.host.files.list(`${FOLDER}/${pod}`)) ?? [];
    return Promise.all(containers.map((container) => lastLogs(patient, pod, container)));
  });
  return (await Promise.all(found)).flat();
}

/**
 * `0.log`, `1.log`: one for each start of the container. The one before the last start is read too: why it
 * ended stands there.
 */
async function lastLogs(patient: Patient, pod: string, container: string): Promise<PodLog> {
  const at = `${FOLDER}/${pod}/${container}`;
  const names = ((await patient.host.files.list(at)) ?? []).filter((name) =>
    /^\d+\.log$/.test(name),
  );
  const last = names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).slice(-2);
  const logs = await Promise.all(last.map((name) => patient.tail(`${at}/${name}`)));
  return { pod, container, lines: readable(logs) };
}

/** `NAMESPACE/NAME` as people write it. */
export function podName(folder: string): string {
  const [namespace = "", name = ""] = folder.split("_");
  return `${namespace}/${name}`;
}

/** A pod of this name runs here, or did. */
export function withPod(name: string, pods: RegExp): Circumstance {
  return {
    otherwise: `no pod of ${name} is on this host`,
    holds: async (patient) => (await podFolders(patient)).some((folder) => pods.test(folder)),
  };
}
