import type { Symptom } from "../doctor/index.ts";

interface SymptomsEntry {
  readonly id: string;
  load(): Promise<readonly Symptom[]>;
}

/** What the doctor looks for because of one distribution; a file is read when it is asked for. */
const SYMPTOMS_OF: readonly SymptomsEntry[] = [
  { id: "k3s", load: async () => (await import("./k3s/symptoms.ts")).SYMPTOMS },
  { id: "rke2", load: async () => (await import("./rke2/symptoms.ts")).SYMPTOMS },
  { id: "kubeadm", load: async () => (await import("./kubeadm/symptoms.ts")).SYMPTOMS },
  { id: "canonical", load: async () => (await import("./canonical/symptoms.ts")).SYMPTOMS },
];

/** Those of all distributions, whichever is on the host: each says itself that it is not here. */
export async function distributionSymptoms(): Promise<readonly Symptom[]> {
  return (await Promise.all(SYMPTOMS_OF.map(({ load }) => load()))).flat();
}
