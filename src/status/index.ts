/** One neutral verdict over a cluster: is it well, what may fail next, may this box restart now. */
export { answerTime } from "./member-lines.ts";
export { storeLines, worstStore } from "./next-action.ts";
export { nodeComplaints } from "./node-complaints.ts";
export { advisePower, type PowerAdvice, type PowerFacts } from "./power.ts";
export { type PracticeChoice, practiceChoices } from "./practice-choices.ts";
export { isLost, newestSurvivor, recoveryGuides, stepLines } from "./recovery.ts";
export { isWell } from "./stores.ts";
export { type Subject, subjectLines, subjectsOf } from "./subjects.ts";
export {
  adviseMembers,
  type ClusterSummary,
  clusterTitle,
  type RebootAdvice,
  summarizeCluster,
} from "./summary.ts";
export { type VitalsWords, vipWord, vitalsWords, type Word } from "./vitals-words.ts";
