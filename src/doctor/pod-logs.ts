import type { Patient } from "./patient.ts";
import type { Circumstance } from "./symptom.ts";

/** The kubelet writes the output of all containers here, whatever becomes of them or of the API. */
const FOLDER = "/var/log/pods";

export interface PodLog {
  /** Folder of the pod: `NAMESPACE_NAME_UID`. */
  readonly pod: string;
  readonly container: string;
  /** The last lines of the present log of the container, oldest first. */
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

/** Logs of the containers of the pods whose folder matches; the newest of each container. */
export async function podLogs(patient: Patient, pods: RegExp): Promise<readonly PodLog[]> {
  const folders = (await podFolders(patient)).filter((name) => pods.test(name));
  const found = folders.map(async (pod) => {
    const containers = (await patient.host.files.list(`${FOLDER}/${pod}`)) ?? [];
    return Promise.all(containers.map((container) => newestLog(patient, pod, container)));
  });
  return (await Promise.all(found)).flat();
}

/** `0.log`, `1.log`: one for each start of the container. */
async function newestLog(patient: Patient, pod: string, container: string): Promise<PodLog> {
  const at = `${FOLDER}/${pod}/${container}`;
  const names = ((await patient.host.files.list(at)) ?? []).filter((name) =>
    /^\d+\.log$/.test(name),
  );
  const newest = names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1);
  if (newest === undefined) return { pod, container, lines: [] };
  const log = await patient.tail(`${at}/${newest}`);
  if (log.is === "unknown") throw new Error(log.why);
  return { pod, container, lines: log.is === "known" ? log.value : [] };
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
