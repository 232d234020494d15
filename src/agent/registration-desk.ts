import { join } from "node:path";
import type { Actor } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { PlaneKindId, Registration } from "../registration/index.ts";
import type { Answer, Command } from "../session/index.ts";
import { type EdgeHost, setIn } from "../spec/index.ts";
import type { Board } from "./board.ts";

/** Registration as consoles and the document ask for it. */
export interface RegistrationDesk {
  /** Its settings belong to the document, so that `export` and `apply -f` carry them. */
  register(command: Extract<Command, { do: "register" }>, actor: Actor): Promise<Answer>;
  goLocal(actor: Actor): Promise<Answer>;
  /** By the same rules as one from the plane itself. */
  takeDesired(command: Extract<Command, { do: "take-desired" }>): Promise<Answer>;
  /** Goes on with what was kept; a host nobody registered yet does what its document says. */
  begin(): Promise<void>;
}

interface RegistrationDeskParts {
  readonly board: Board;
  readonly registration: Registration;
  saveText(text: string, actor: Actor): Promise<Answer>;
}

export function createRegistrationDesk(parts: RegistrationDeskParts): RegistrationDesk {
  const { board, registration, saveText } = parts;
  const wanted = () => board.snapshot().document.effective.spec.registration;

  /** What the document names, unless that is for another kind; files have a folder of ours. */
  function planeFor(kind: PlaneKindId | undefined): string | undefined {
    const { kind: before, plane } = wanted() ?? {};
    const isSameKind = (before ?? "v1") === (kind ?? "v1");
    if (isSameKind && plane !== undefined) return plane;
    return kind === "file" ? join(board.snapshot().engine.stateDir, "exchange") : undefined;
  }

  return {
    async register({ method, token, pairingKey, ...command }, actor) {
      const kind = command.kind ?? wanted()?.kind;
      const plane = command.plane ?? planeFor(kind);
      if (plane === undefined) {
        throw new BringupError("USAGE", "the address of the plane is not known", {
          hint: "Give it with --plane URL, or as spec.registration.plane.",
        });
      }
      const text = setIn(board.snapshot().document.text, [
        { path: "spec.registration.mode", value: "central" },
        { path: "spec.registration.kind", value: kind },
        { path: "spec.registration.plane", value: plane },
        { path: "spec.registration.method", value: method },
      ]);
      const saved = await saveText(text, actor);
      if (saved.is !== "ok") return saved;
      await registration.start({
        ...{ method, plane },
        ...(kind === undefined ? {} : { kind }),
        ...(token === undefined ? {} : { token }),
        ...(pairingKey === undefined ? {} : { pairingKey }),
      });
      return { is: "ok" };
    },
    async goLocal(actor) {
      const { text } = board.snapshot().document;
      await registration.goLocal();
      return await saveText(
        setIn(text, [
          { path: "spec.registration.mode", value: "local" },
          { path: "spec.registration.method", value: undefined },
        ]),
        actor,
      );
    },
    async takeDesired({ jws, mayBeOlder = false }) {
      const taken = await registration.takeDesired({ jws: jws.trim(), mayBeOlder });
      if (taken.is === "refused") {
        throw new BringupError("DESIRED_UNTRUSTED", `It is not taken: ${taken.why}.`);
      }
      const { revision } = taken;
      const { desired, problem } = registration.view();
      if (desired?.revision === revision) {
        const since = taken.is === "same" ? " already" : "";
        return { is: "ok", note: `revision ${revision} is in force${since}` };
      }
      const why = problem?.message ?? `Revision ${revision} is not in force.`;
      throw new BringupError("DOCUMENT_INVALID", why, { hint: "Correct it in the plane." });
    },
    async begin() {
      await registration.resume();
      const request = requestOf(wanted());
      if (registration.view().state !== "unconfigured" || request === undefined) return;
      board.note("info", "registration", "registers by itself, as the document asks");
      await registration.start(request);
    },
  };
}

/** Follows a document that was approved with the token it names, on a host that is not registered. */
export async function registerAsApproved(
  { board, registration }: Pick<RegistrationDeskParts, "board" | "registration">,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const wanted = board.snapshot().document.effective.spec.registration;
  const request = requestOf(wanted);
  if (registration.view().state !== "unconfigured" || request === undefined) return;
  const token = secrets[wanted?.token?.secret ?? ""];
  board.note("info", "registration", "registers by itself, as the user-data asks");
  await registration.start({ ...request, ...(token === undefined ? {} : { token }) });
}

/** Only what names its way: an address alone is a proposal for the form. */
function requestOf(wanted: EdgeHost["spec"]["registration"]) {
  if (wanted?.mode !== "central" || wanted.method === undefined) return undefined;
  const { method, kind, plane = "" } = wanted;
  return { method, plane, ...(kind === undefined ? {} : { kind }) };
}
