import { useEffect, useState } from "react";
import { type ContentFinding, whyNotDone } from "../src/session/index.ts";
import { useActions } from "./session-provider.tsx";

export interface ContentPage {
  /** `undefined`: nobody has answered yet. */
  readonly finding: ContentFinding | undefined;
  readonly isLooking: boolean;
  /** Archives on what is plugged in. */
  look(): Promise<void>;
  /** Resolves with what kept it from being planned; `undefined`: it is. */
  planImport(from: string, sha256: string): Promise<string | undefined>;
  planRemoval(name: string): Promise<string | undefined>;
}

/** What is here is asked for at once; a stick is mounted only when somebody wants it. */
export function useContent(): ContentPage {
  const { send } = useActions();
  const [finding, setFinding] = useState<ContentFinding | undefined>(undefined);
  const [isLooking, setLooking] = useState(false);
  useEffect(() => {
    void send({ do: "list-content" }).then((answer) => {
      if (answer.is === "content") setFinding((now) => now ?? answer.finding);
    });
  }, [send]);

  async function look(): Promise<void> {
    setLooking(true);
    const answer = await send({ do: "look-for-content" });
    setLooking(false);
    if (answer.is === "content") setFinding(answer.finding);
  }

  async function plan(operation: string, params: Readonly<Record<string, string>>) {
    const answer = await send({ do: "plan-operation", operation, params });
    return answer.is === "planned" ? undefined : (whyNotDone(answer) ?? "It could not be planned.");
  }

  return {
    finding,
    isLooking,
    look,
    planImport: (from, sha256) =>
      plan("import-content", sha256 === "" ? { from } : { from, sha256 }),
    planRemoval: (name) => plan("remove-content", { name }),
  };
}
