/**
 * What is wrong with this host: known symptoms looked for one by one, the likeliest cause first, with
 * what was seen and what helps. Only looks, asks nobody outside, and needs no agent.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { clear, defineSymptom, examine, found, SYMPTOMS } from "bringup/doctor";
 * import { createMemoryHost } from "bringup/testing";
 *
 * const badge = "/etc/site/badge-reader.conf";
 * const badgeReader = defineSymptom({
 *   id: "site.badge-reader",
 *   code: "BADGE_READER_OFF",
 *   row: "rack guide 4",
 *   title: "The cage stays locked",
 *   cause: "The badge reader was switched off.",
 *   source: "our rack guide, page 4",
 *   async probe({ host }) {
 *     const text = await host.files.readText(badge);
 *     if (text?.includes("enabled=yes")) return clear(`${badge}: enabled`);
 *     return found(["likely", "degraded"], [`${badge}: ${text ?? "missing"}`]);
 *   },
 *   fix: [`Write enabled=yes to ${badge}.`],
 * });
 *
 * const host = createMemoryHost({ files: { [badge]: "enabled=no" } });
 * const signal = AbortSignal.timeout(30_000);
 * const report = await examine({ host, symptoms: [badgeReader, ...SYMPTOMS], signal });
 * assert.equal(report.findings[0]?.evidence[0], `${badge}: enabled=no`);
 * ```
 */
export { type DoctorProgress, type ExamineRequest, examine, lookFor } from "./examine.ts";
export { fromCheck } from "./from-check.ts";
export { SYMPTOMS } from "./list.ts";
export { agentJournal, inAgentMode } from "./palette-agent.ts";
export { createPatient, type Patient } from "./patient.ts";
export { podLogs, podName, withPod } from "./pod-logs.ts";
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
export { readable, traceIn } from "./traces.ts";
export { userDataSays } from "./user-data.ts";
