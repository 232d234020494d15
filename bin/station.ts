import type { ExitReason } from "../screens/app.tsx";
import type { World } from "../src/cli/index.ts";

/** Only looking, or in control; absent where a person opened the console. */
export type Stage = "view" | "control" | undefined;

/**
 * A console that stands on a screen of the host by itself, as its unit says: it only looks until
 * somebody takes control, and looks again when that person leaves. After a login it ends instead:
 * who logged in is logged out, and the unit starts anew.
 */
export interface Station {
  stage(): Stage;
  /** Whether the console is opened again, in another stage maybe. */
  goesOnAfter(reason: ExitReason): boolean;
}

export function createStation({ BRINGUP_STATION: place }: World["env"]): Station {
  let stage: Stage = STAGES[place ?? ""];
  return {
    stage: () => stage,
    goesOnAfter(reason) {
      if (place !== "screen" || reason === "hang-up" || reason === "log-in") return false;
      stage = reason === "take-control" ? "control" : "view";
      return true;
    },
  };
}

const STAGES: Readonly<Record<string, Stage>> = { screen: "view", login: "control" };
