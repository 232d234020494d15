import { systemClock } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { createSession, type DraftKeeper } from "../../session/index.ts";
import { withEngine } from "../ask.ts";
import type { Call } from "../command.ts";
import { optionOf } from "./choose.ts";
import { type Desk, seen } from "./desk.ts";
import { isInterrupted, Leaving } from "./leaving.ts";
import { goingOn, pendingWork } from "./pending.ts";
import { MENU_HELP, PLACES, usualPlace } from "./places.ts";
import { createTalk } from "./talk.ts";
import type { WhyPlain } from "./why-plain.ts";

/** Exit codes by the way it ended; the end of the input is judged by what was left undone. */
const EXIT_CODES = { exit: 0, "interrupted-twice": 130, interrupted: 130, stopped: 130 } as const;
/** Lines of the menu are shorter than the narrowest terminal people use. */
const LINE_CELLS = 78;
/** Somebody has to come back: what was typed waits to be applied. */
const WAITS_FOR_PERSON = 5;

/** The conversation, to its end; resolves with the exit code. */
export async function runPlain(call: Call, why: WhyPlain): Promise<number> {
  if (call.out.json) {
    throw new BringupError("USAGE", "--plain talks to a person", {
      hint: "For programs use the commands with --json: see bringup --help.",
    });
  }
  const talk = createTalk(call);
  try {
    if (why === "dumb")
      talk.say("TERM is dumb, so this is plain mode: questions and answers, one line each.");
    talk.say(`bringup ${call.world.version}, plain mode. At every prompt: back, help or exit.`);
    return await withEngine(call, async ({ client, where }) => {
      const session = await openSession(call, client);
      const desk: Desk = { talk, call, client, where, session, clock: systemClock };
      try {
        return await walk(desk);
      } finally {
        await session.close();
      }
    });
  } finally {
    talk.close();
  }
}

/** With the drafts of an earlier console at hand before the first question. */
async function openSession({ world, choice }: Call, client: Desk["client"]) {
  const keeper = await world.openDrafts?.(choice);
  if (keeper === undefined) return createSession(client);
  const loading = keeper.load();
  const drafts: DraftKeeper = { load: () => loading, save: (all) => keeper.save(all) };
  const session = createSession(client, { drafts });
  await loading.catch(() => {});
  return session;
}

async function walk(desk: Desk): Promise<number> {
  const { talk } = desk;
  if (seen(desk).engine.mode === "rehearsal")
    talk.say("REHEARSAL: a practice host. Nothing here is this machine's own.");
  let last: string | undefined;
  for (;;) {
    try {
      last = (await askPlace(desk, last)) ?? last;
    } catch (thrown) {
      if (!(thrown instanceof Leaving)) throw thrown;
      if (!isInterrupted(thrown)) return leave(desk, thrown.why);
      talk.say("Back at the menu. Ctrl-C again leaves.");
    }
  }
}

/** The place that was visited, if any. */
async function askPlace(desk: Desk, last: string | undefined): Promise<string | undefined> {
  const { talk } = desk;
  const options = PLACES.map(({ id, title }) => ({ value: id, label: title }));
  const named = options.map(({ label }, index) => `${index + 1} ${label}`);
  const usual = usualPlace(desk, last);
  if (seen(desk).engine.link === "lost") talk.say("The agent does not answer.");
  talk.say();
  for (const line of inLines(named)) talk.say(line);
  const at = options.findIndex(({ value }) => value === usual);
  const reply = await talk.ask({ prompt: "Where to", usual: named[at] ?? usual, help: MENU_HELP });
  if (reply.is === "back") {
    talk.say("This is the menu: exit leaves.");
    return undefined;
  }
  const typed = reply.is === "text" ? reply.text : usual;
  const found = optionOf(options, typed);
  if (found === undefined) talk.say(`There is no place "${typed}". Type help for help.`);
  else await PLACES.find(({ id }) => id === found.value)?.visit(desk);
  return found?.value;
}

/** Whole items only: a number at the end of a line would be parted from its name. */
function inLines(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const longer = `${lines.at(-1)}, ${item}`;
    if (lines.length > 0 && longer.length < LINE_CELLS) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines.map((line, at) => (at < lines.length - 1 ? `${line},` : line));
}

function leave(desk: Desk, why: Leaving["why"]): number {
  const { talk } = desk;
  const pending = pendingWork(desk);
  for (const sentence of [...pending, ...goingOn(desk)]) talk.say(sentence);
  if (why !== "end-of-input") {
    talk.say("Goodbye.");
    return EXIT_CODES[why];
  }
  talk.say(
    pending.length === 0 ? "The input has ended. Nothing is left undone." : "The input has ended.",
  );
  return pending.length === 0 ? 0 : WAITS_FOR_PERSON;
}
