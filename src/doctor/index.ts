/**
 * What is wrong with this host: known symptoms looked for one by one, the likeliest cause first, with
 * what was seen and what helps. Only looks, asks nobody outside, and needs no agent.
 */
export { type DoctorProgress, type ExamineRequest, examine } from "./examine.ts";
export { SYMPTOMS } from "./list.ts";
export type { DoctorFinding, DoctorQuiet, DoctorReport, DoctorUnknown } from "./report.ts";
export {
  defineSymptom,
  type Finding,
  type Found,
  type Gravity,
  type Likelihood,
  type Symptom,
} from "./symptom.ts";
