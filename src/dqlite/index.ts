/**
 * A client of Dqlite that can only look: who leads, and who belongs to the cluster. Any single node
 * that lives answers, without a quorum, within a millisecond; what the answers of all of them amount
 * to, `judgeSights` says.
 */
export { type Answer, connectDqlite, type DqliteConnection } from "./connection.ts";
export {
  type Answers,
  HANDSHAKE,
  type Member,
  type Node,
  type Question,
  REQUESTS,
  type Role,
} from "./frames.ts";
export { type DqliteJudgement, judgeSights } from "./judge.ts";
export type { Silence } from "./silence.ts";
export { converse, type Speaker } from "./speak.ts";
export { createDqliteWatch, type DqliteWatch, type Sight, type WatchOptions } from "./watch.ts";
export type { Way } from "./way.ts";
