import { answerOnSticks, writeToStick } from "../airgap/index.ts";
import type { Actor, Clock, HostIO, Store } from "../engine/index.ts";
import type { Registration } from "../registration/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { Board } from "./board.ts";

/** Requests and answers that a person carries between this host and its plane. */
export interface CarriedFiles {
  request(command: Extract<Command, { do: "plane-request" }>, signal: AbortSignal): Promise<Answer>;
  take(
    command: Extract<Command, { do: "take-plane-answer" }>,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<Answer>;
}

interface CarriedFilesParts {
  readonly board: Board;
  readonly clock: Clock;
  /** The machine that is brought up: its sticks. */
  readonly host: HostIO;
  readonly audit: Store["audit"];
  readonly registration: Registration;
}

export function createCarriedFiles(parts: CarriedFilesParts): CarriedFiles {
  const { board, clock, host, audit, registration } = parts;
  return {
    async request({ to }, signal) {
      const file = await registration.byFiles.request();
      if (to === undefined) return { is: "plane-request", ...file };
      return { is: "plane-request", ...file, on: await writeToStick(file, { host, signal }) };
    },
    async take({ text, confirmed }, actor, signal) {
      const hostId = board.snapshot().host.edgeId?.id ?? "";
      const answer = text ?? (await answerOnSticks(hostId, { host, signal }));
      const outcome = await registration.byFiles.take(answer, confirmed);
      if (outcome.is === "taken") {
        const { decision, revision } = outcome;
        const subject = [decision, revision === undefined ? undefined : `revision ${revision}`];
        const said = subject.filter((word) => word !== undefined).join(", ");
        audit.append({ atMs: clock.nowMs(), actor, action: "plane-answer-taken", subject: said });
        board.note("info", "registration", `an answer of the plane was brought: ${said}`);
      }
      return { is: "plane-answer", outcome };
    },
  };
}
