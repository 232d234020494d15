export type { ActivityEntry } from "../engine/index.ts";
export {
  type CarriedFile,
  carriedLines,
  carriedYes,
  carriesFiles,
  takeCarried,
  takenWords,
} from "./carried-words.ts";
export type {
  Answer,
  Command,
  ContentFinding,
  EngineClient,
  RunSummary,
  SendOptions,
} from "./commands.ts";
export {
  contentWords,
  exportedWords,
  type GivenImport,
  importParams,
  isStickFolder,
  offerWords,
  whyUnseen,
} from "./content-words.ts";
export {
  type Access,
  type ChecksSlice,
  type ClusterOffers,
  type DoctorSlice,
  type DocumentSlice,
  type EdgeIdView,
  type EngineEvent,
  type EngineSlice,
  type HostSlice,
  type LeaseSlice,
  type PlanSlice,
  PROTOCOL_VERSION,
  type ReachSlice,
  type RunSlice,
  type RunStep,
  type SettingView,
  type SliceName,
  type Snapshot,
  type StoresSlice,
  type SupportSlice,
} from "./contract.ts";
export {
  type DoctorLine,
  doctorCounts,
  doctorTitle,
  doLines,
  findingLines,
  LIKELIHOOD_WIDTH,
  likelihoodWord,
  nothingFound,
} from "./doctor-words.ts";
export { createDraftKeeper, type DraftKeeper } from "./drafts.ts";
export type { CommandContext, EngineHub, SliceChange } from "./hub.ts";
export { type IdleWatch, watchIdle } from "./idle.ts";
export { createInProcessClient } from "./in-process.ts";
export {
  COMMANDS_NEEDING_LEASE,
  FREE_LEASE,
  type LeaseEvent,
  type LeaseOutcome,
  reduceLease,
} from "./lease.ts";
export { machineWords, uptimeWords } from "./machine-words.ts";
export { type NextStep, nextSteps } from "./next-steps.ts";
export { isOwned } from "./owner.ts";
export { powerWord } from "./power.ts";
export type { ProfileSlice } from "./profile-slice.ts";
export { type RegistrationAction, registrationActions } from "./registration-actions.ts";
export { removableCluster } from "./removable.ts";
export { type ConnectOptions, connectEngine } from "./socket-client.ts";
export { isAnswered } from "./socket-file.ts";
export { type EngineServer, type ServeOptions, serveEngine } from "./socket-server.ts";
export type { Drafts, LinkState, Notice, SessionState } from "./state.ts";
export { createSession, type Session, type SessionOptions } from "./store.ts";
export {
  barText,
  isMaking,
  SUPPORT_ACTIONS,
  SUPPORT_HOLDS,
  SUPPORT_PLACES,
  supportOutcome,
  supportTitle,
} from "./support-words.ts";
export {
  fieldOf,
  joinLineWords,
  noUpkeep,
  type UpkeepValues,
  unsaid,
  upkeepActs,
  upkeepCommand,
  upkeepValue,
} from "./upkeep.ts";
export type { SavedState, UpkeepAct } from "./upkeep-acts.ts";
export { previewLines } from "./user-data-lines.ts";
export type {
  FoundUserData,
  GivenUserData,
  UserDataFinding,
  UserDataPreview,
} from "./user-data-words.ts";
export { whyNotDone, wrongIn } from "./why-not-done.ts";
