import { useState } from "react";
import { type Answer, type CarriedFile, takeCarried, takenWords } from "../src/session/index.ts";
import { useActions, useRemembered, useSlice } from "./session-provider.tsx";

export interface PlaneFiles {
  /** Where a file is looked for: `sticks`, or a path. */
  readonly at: string;
  setAt(at: string): void;
  /** What goes on now; absent: nothing. */
  readonly busy: string | undefined;
  /** What became of the last thing that was done. */
  readonly told: string | undefined;
  readonly found: CarriedFile | undefined;
  look(): Promise<void>;
  /** Takes over what was found. */
  take(): Promise<void>;
  leave(): void;
  write(): Promise<void>;
}

/** Files that a person carries between this host and its plane. */
export function usePlaneFiles(): PlaneFiles {
  const { send } = useActions();
  const fingerprint = useSlice("registration")?.fingerprint ?? "";
  const [at, setAt] = useRemembered("registration.files.at", "sticks");
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const [told, setTold] = useState<string | undefined>(undefined);
  const [found, setFound] = useState<CarriedFile | undefined>(undefined);

  async function during<T>(what: string, doing: () => Promise<T>): Promise<T> {
    setBusy(what);
    setTold(undefined);
    setFound(undefined);
    try {
      return await doing();
    } finally {
      setBusy(undefined);
    }
  }

  /** The line of remarks cuts off what it has no room for. */
  function tellRefusal(answer: Answer): void {
    if (answer.is !== "refused") return;
    const { message, hint } = answer.error;
    setTold(`${message.slice(0, 1).toUpperCase()}${message.slice(1).replace(/\.$/, "")}. ${hint}`);
  }

  async function look(): Promise<void> {
    const answer = await during("Looking ...", () => send({ do: "look-at-plane-file", at }));
    if (answer.is !== "plane-file") return tellRefusal(answer);
    if (answer.look.is === "readable") return setFound(answer);
    setTold(`${answer.at} cannot be taken over: ${answer.look.why}.`);
  }

  async function take(): Promise<void> {
    const { look: seen } = found ?? {};
    if (found === undefined || seen?.is !== "readable") return;
    const command = takeCarried(found, seen);
    const answer = await during("Taking it over ...", () => send(command));
    if (answer.is === "refused") tellRefusal(answer);
    else setTold(takenWords(answer).text);
  }

  async function write(): Promise<void> {
    const answer = await during("Writing ...", () => send({ do: "plane-request", to: "sticks" }));
    if (answer.is !== "plane-request") return tellRefusal(answer);
    const { name, on = "the stick" } = answer;
    setTold(`Wrote ${name} to ${on}. Key of this host: ${fingerprint}`);
  }

  return { at, setAt, busy, told, found, look, take, leave: () => setFound(undefined), write };
}
