import { randomUUID } from "node:crypto";
import { errorView } from "../errors/index.ts";
import { raceAbort } from "./abort.ts";
import type { Answer, Command, SendOptions } from "./commands.ts";

import { unreachable } from "./socket-link.ts";
import type { ClientMessage } from "./wire.ts";

/** Commands on their way, over as many connections as it takes. */
export interface Outbox {
  send(command: Command, options: SendOptions): Promise<Answer>;
  answered(id: number, answer: Answer): void;
  /** Sends what waits. What an agent before a restart may have carried out is not sent again. */
  connected(epoch: string, post: Post): void;
  lost(): void;
  close(): void;
}

type Post = (message: ClientMessage) => void;

interface Waiting {
  readonly message: Extract<ClientMessage, { type: "command" }>;
  /** Agent that was told last; its memory knows the key. */
  toldEpoch?: string;
  readonly answer: PromiseWithResolvers<Answer>;
}

export function createOutbox({ patienceMs }: { readonly patienceMs: number }): Outbox {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let line: { readonly epoch: string; readonly post: Post } | undefined;
  let patience: NodeJS.Timeout | undefined;

  function refuse(entry: Waiting, why: string): void {
    waiting.delete(entry.message.id);
    entry.answer.resolve({ is: "refused", error: errorView(unreachable(why)) });
  }

  function refuseAll(why: string): void {
    for (const entry of [...waiting.values()]) refuse(entry, why);
  }

  /** Runs from the moment somebody waits for an agent that is away. */
  function startPatience(): void {
    patience ??= setTimeout(() => {
      patience = undefined;
      refuseAll("the agent went away before it answered");
    }, patienceMs);
  }

  function stopPatience(): void {
    clearTimeout(patience);
    patience = undefined;
  }

  function deliver(entry: Waiting) {
    if (line === undefined) return startPatience();
    if (entry.toldEpoch !== undefined && entry.toldEpoch !== line.epoch) {
      return refuse(entry, "the agent restarted before it answered: look at the run list");
    }
    entry.toldEpoch = line.epoch;
    line.post(entry.message);
  }

  return {
    async send(command, { idempotencyKey = randomUUID(), signal = NEVER }) {
      lastId += 1;
      const id = lastId;
      const entry: Waiting = {
        message: { type: "command", id, key: idempotencyKey, command },
        answer: Promise.withResolvers(),
      };
      waiting.set(id, entry);
      deliver(entry);
      try {
        return await raceAbort(entry.answer.promise, signal);
      } catch (thrown) {
        if (waiting.delete(id)) line?.post({ type: "abort", id });
        throw thrown;
      }
    },
    answered(id, answer) {
      waiting.get(id)?.answer.resolve(answer);
      waiting.delete(id);
    },
    connected(epoch, post) {
      stopPatience();
      line = { epoch, post };
      for (const entry of [...waiting.values()]) deliver(entry);
    },
    lost() {
      line = undefined;
      if (waiting.size > 0) startPatience();
    },
    close() {
      stopPatience();
      line = undefined;
      refuseAll("this console is closed");
    },
  };
}

const NEVER = new AbortController().signal;
