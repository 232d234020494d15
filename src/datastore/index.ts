/**
 * What keeps the state of a cluster, whatever kind it is: members, leader, quorum, and which of them
 * may be stopped now. A look says what was seen once; tracking makes news of several; the verdict is
 * what a person is told.
 */
export { adviseRemoval, adviseStop, type StopAdvice } from "./advice.ts";
export { believedStores, type Stores } from "./believed.ts";
export { createStoreBook, type KnownLeader, type Noted, type StoreBook } from "./book.ts";
export type { StoreEvent } from "./events.ts";
export type { MemberAnswer, MemberLook, MemberRole, StoreKind, StoreLook } from "./model.ts";
export {
  agedReport,
  type MemberReport,
  type Moment,
  reportStore,
  type StoreLeader,
  type StoreReport,
} from "./report.ts";
export type { StoreSource } from "./source.ts";
export { type Reach, type TrackedMember, type TrackedStore, trackStore } from "./track.ts";
export { FRESH_MS, judgeStore, type StoreVerdict, type Verdict } from "./verdict.ts";
