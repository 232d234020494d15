import { useState } from "react";
import type { FoundUserData, UserDataFinding } from "../src/session/index.ts";
import type { UserDataRow } from "../src/user-data/index.ts";
import { useActions, useSession } from "./session-provider.tsx";

export interface UserData {
  /** What was taken over and is kept, each value with its layer. */
  readonly rows: readonly UserDataRow[];
  readonly finding: UserDataFinding | undefined;
  /** What goes on now; absent: nothing. */
  readonly busy: "looking" | "planning" | undefined;
  look(): Promise<void>;
  /** The plan that takes it over as the site's; whether there is one now. */
  plan(found: FoundUserData): Promise<boolean>;
}

const NONE: readonly never[] = [];

/** User-data on media that are plugged in, and what this host has of it. */
export function useUserData(): UserData | undefined {
  const document = useSession(({ snapshot }) => snapshot?.document);
  const { send } = useActions();
  const [finding, setFinding] = useState<UserDataFinding | undefined>(undefined);
  const [busy, setBusy] = useState<UserData["busy"]>(undefined);
  if (document === undefined) return undefined;
  const { text: documentText, userData: rows = NONE } = document;

  async function look(): Promise<void> {
    setBusy("looking");
    setFinding(undefined);
    const answer = await send({ do: "look-for-user-data" });
    setBusy(undefined);
    if (answer.is === "user-data") setFinding(answer.finding);
  }

  async function plan({ id }: FoundUserData): Promise<boolean> {
    setBusy("planning");
    const userData = { layer: "site", found: id } as const;
    const answer = await send({ do: "plan", documentText, userData });
    setBusy(undefined);
    return answer.is === "planned";
  }

  return { rows, finding, busy, look, plan };
}
