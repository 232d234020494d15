/**
 * What is wrong with this host: known symptoms looked for one by one, the likeliest cause first, with
 * what was seen and what helps. Only looks, asks nobody outside, and needs no agent.
 */
export { type DoctorProgress, type ExamineRequest, examine, lookFor } from "./examine.ts";
export { fromCheck } from "./from-check.ts";
export { SYMPTOMS } from "./list.ts";
export { agentJournal, inAgentMode } from "./palette-agent.ts";
export { createPatient, type Patient } from "./patient.ts";
export type { DoctorFinding, DoctorQuiet, DoctorReport, DoctorUnknown } from "./report.ts";
export {
  type Circumstance,
  cannotSay,
  clear,
  defineSymptom,
  type Finding,
  type Found,
  found,
  type Gravity,
  type Likelihood,
  notHere,
  type Symptom,
} from "./symptom.ts";
export { traceIn } from "./traces.ts";
export { userDataSays } from "./user-data.ts";
