import { join } from "node:path";
import {
  answerName,
  answerOnSticks,
  type FoundAnswer,
  readPlaneFile,
  writeToStick,
} from "../airgap/index.ts";
import type { Actor, Clock, HostIO, Store } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Registration } from "../registration/index.ts";
import type { Answer, Command } from "../session/index.ts";
import type { Board } from "./board.ts";

/** Requests and answers that a person carries between this host and its plane. */
export interface CarriedFiles {
  request(command: Extract<Command, { do: "plane-request" }>, signal: AbortSignal): Promise<Answer>;
  look(
    command: Extract<Command, { do: "look-at-plane-file" }>,
    signal: AbortSignal,
  ): Promise<Answer>;
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
  const hostId = () => board.snapshot().host.edgeId?.id ?? "";
  const onSticks = (signal: AbortSignal) => answerOnSticks(hostId(), { host, signal });

  /** The file itself, or the folder it was copied to. */
  async function here(path: string): Promise<FoundAnswer> {
    if (!path.startsWith("/")) throw refused("a path begins with /");
    const stat = await host.files.stat(path);
    const on = stat?.kind === "directory" ? join(path, answerName(hostId())) : path;
    const file = await readPlaneFile(on, host.files);
    if (file.is === "text") return { text: file.text, on };
    throw refused(file.is === "absent" ? `${on} is not there` : `${on} is not taken: ${file.why}`);
  }

  return {
    async request({ to }, signal) {
      const file = await registration.byFiles.request();
      if (to === undefined) return { is: "plane-request", ...file };
      return { is: "plane-request", ...file, on: await writeToStick(file, { host, signal }) };
    },
    async look({ at }, signal) {
      const found = at === "sticks" ? await onSticks(signal) : await here(at.trim());
      const look = await registration.byFiles.look(found.text);
      // Whatever else a path leads to is not handed out: this reads as root.
      const text = look.is === "readable" ? found.text : "";
      return { is: "plane-file", at: found.on, text, look };
    },
    async take({ text, confirmed }, actor, signal) {
      const answer = text ?? (await onSticks(signal)).text;
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

function refused(message: string): BringupError {
  return new BringupError("PLANE_FILE_REFUSED", message, {
    hint: "Name the file, the folder it is in, or the word sticks.",
  });
}
