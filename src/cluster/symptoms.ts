import type { Symptom } from "../doctor/index.ts";

/** All that the doctor looks for: on any host, and what each distribution adds. Read when asked for. */
export async function everySymptom(): Promise<readonly Symptom[]> {
  const [{ SYMPTOMS }, { distributionSymptoms }] = await Promise.all([
    import("../doctor/index.ts"),
    import("../distributions/index.ts"),
  ]);
  return [...SYMPTOMS, ...(await distributionSymptoms())];
}
