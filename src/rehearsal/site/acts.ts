import type { Condition, Standing } from "./raft.ts";

/** What can be done to a member of the practice site. */
export type PracticeAct = "stop" | "start" | "freeze" | "cut" | "heal";

interface Act {
  readonly to: { readonly condition?: Condition; readonly isCut?: boolean };
  /** What is so afterwards; behind the name of the member. */
  readonly after: string;
  /** Why it cannot be done now, behind the name of the member. */
  obstacle?(standing: Standing): string | undefined;
}

export const ACTS: Readonly<Record<PracticeAct, Act>> = {
  stop: { to: { condition: "stopped" }, after: "is stopped: it refuses connections" },
  start: { to: { condition: "runs" }, after: "runs" },
  freeze: {
    to: { condition: "frozen" },
    after: "hangs: it takes connections and says nothing",
    obstacle: ({ condition }) =>
      condition === "stopped" ? "is stopped; what does not run cannot hang" : undefined,
  },
  cut: { to: { isCut: true }, after: "is cut off: no other member is reached from it" },
  heal: { to: { isCut: false }, after: "is connected" },
};

/** Whether it is so already. */
export function holds({ to }: Act, { condition, isCut }: Standing): boolean {
  return to.condition === undefined ? isCut === to.isCut : condition === to.condition;
}
