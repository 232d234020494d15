import { SYMPTOMS, type Symptom } from "../doctor/index.ts";

/** All that the doctor looks for: on any host, and what each distribution adds. */
export async function everySymptom(): Promise<readonly Symptom[]> {
  return SYMPTOMS;
}
