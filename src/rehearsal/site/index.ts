/** A store of three members to practise on: the real protocol, and a simulated Dqlite behind it. */
export type { PracticeAct } from "./acts.ts";
export { openPracticeSite, type PracticeSite } from "./site.ts";
