import type { Actor, Audit, Clock, HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { type Answer, type Command, powerWord } from "../session/index.ts";
import { advisePower } from "../status/index.ts";
import type { Board } from "./board.ts";

export interface PowerDeskParts {
  readonly board: Board;
  readonly host: HostIO;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Looks at the cluster anew: what was seen some seconds ago is too old to stop a node by. */
  look(): Promise<void>;
}

type PowerCommand = Extract<Command, { do: "power" }>;

/** A service manager that refuses does so at once; after this long it is on its way, milliseconds. */
const REFUSED_WITHIN_MS = 3000;
const WORDS = { reboot: "restarts", off: "goes off" } as const;

/** Restarts the host or switches it off, unless that takes the quorum and nobody gave the name. */
export async function switchPower(
  command: PowerCommand,
  actor: Actor,
  parts: PowerDeskParts,
): Promise<Answer> {
  const { board, clock, audit } = parts;
  await parts.look();
  const { answer, why } = advisePower(board.snapshot(), clock.nowMs());
  const word = powerWord(board.snapshot());
  if (answer !== "yes" && command.name !== word) {
    throw new BringupError("POWER_REFUSED", `this host should not stop now: ${why.join("; ")}`, {
      hint: `To do it all the same, give the name ${word}.`,
    });
  }
  const what = `the host ${WORDS[command.to]}`;
  const detail = answer === "yes" ? why.join("; ") : `all the same: ${why.join("; ")}`;
  audit.append({ atMs: clock.nowMs(), actor, action: "power-switched", subject: what, detail });
  board.note("warn", "agent", `${what}: ${actor.user} on ${actor.from} asked for it`);
  return { is: "ok", note: await carriedOut(command, parts) };
}

/** The words for a person. In rehearsal the machine is up again by then. */
async function carriedOut({ to }: PowerCommand, parts: PowerDeskParts): Promise<string> {
  const { board, host, clock } = parts;
  const switching = to === "reboot" ? host.reboot() : host.powerOff();
  const failed = switching.catch((thrown: unknown) => thrown);
  if (board.snapshot().engine.mode === "rehearsal") {
    const rehearsed = await failed;
    if (!(rehearsed instanceof BringupError && rehearsed.code === "CANCELLED")) throw rehearsed;
    const note = `simulated: ${rehearsed.message}`;
    board.note("info", "agent", note);
    return note;
  }
  const enough = new AbortController();
  const waited = clock.sleep(REFUSED_WITHIN_MS, enough.signal).catch(() => undefined);
  const refusal = await Promise.race([failed, waited]);
  enough.abort();
  if (refusal !== undefined) throw refusal;
  return `this host ${WORDS[to]} now`;
}
