import type { LogEntry, LogPage } from "../../logs/index.ts";
import { type LogRow, priorityMark } from "../../logs/index.ts";
import { stamp } from "../render-activity.ts";
import { choose } from "./choose.ts";
import { act, type Desk } from "./desk.ts";
import { offerWords } from "./offer-words.ts";

const LAST = 20;
const MORE = 200;
/** While following: as much as can be heard, and what is left out is counted. */
const AT_ONCE = 10;
const EVERY_MS = 2000;
const HELP = [
  "more shows the last 200 lines. follow goes on with new lines until Enter.",
  "A word shows only lines that have it; /a pattern/ does too. all shows all again.",
];

/** Logs of services, kernel and files: the last lines, more of them, or those that come. */
export async function visitLogs(desk: Desk): Promise<void> {
  const answer = await act(desk, { do: "list-logs" });
  if (answer.is !== "logs") return;
  const { logs } = answer;
  const [first] = logs;
  if (first === undefined) return desk.talk.say("There is no log on this host yet.");
  const id = await choose(desk.talk, {
    prompt: "Read which log",
    options: logs.map(({ id: value, title }) => ({ value, label: `${value}, ${title}` })),
    usual: first.id,
    help: ["A number, or the beginning of a name."],
  });
  const entry = logs.find((each) => each.id === id);
  if (entry !== undefined) await readLog(desk, entry);
}

async function readLog(desk: Desk, { id }: LogEntry): Promise<void> {
  const { talk } = desk;
  let filter = "";
  const show = async (max: number) => {
    const page = await pageOf(desk, { id, max, filter });
    if (page !== undefined) print(desk, page);
    return undefined;
  };
  await show(LAST);
  await offerWords(talk, {
    prompt: () => `Log ${id}: more, follow, all, a word to look for, or back`,
    usual: () => "back",
    help: HELP,
    actions: {
      more: () => show(MORE),
      all() {
        filter = "";
        return show(LAST);
      },
      async follow() {
        talk.say("New lines as they come. Press Enter to stop.");
        await talk.wait((signal) => follow(desk, { id, filter, signal }));
        return undefined;
      },
    },
    async other(typed) {
      filter = typed;
      await show(LAST);
    },
  });
}

interface Question {
  readonly id: string;
  readonly filter: string;
  readonly max: number;
  readonly after?: string;
}

async function pageOf(desk: Desk, { id, filter, ...more }: Question): Promise<LogPage | undefined> {
  const only = filter === "" ? {} : { filter };
  const answer = await act(desk, { do: "read-log", log: id, ...only, ...more });
  return answer.is === "log" ? answer.page : undefined;
}

function print({ talk }: Desk, { rows, missed, ended }: LogPage): void {
  if (missed > 0) talk.say(`+${missed} lines`);
  for (const row of rows) talk.say(rowText(row));
  if (rows.length === 0 && missed === 0) talk.say("No line.");
  if (ended !== undefined) talk.say(`It ended: ${ended}.`);
}

function rowText({ atMs, priority, from, text }: LogRow): string {
  const mark = priorityMark(priority).trim();
  const who = from === undefined ? "" : `${from}:`;
  const time = atMs === undefined ? "" : stamp(atMs);
  return [time, mark, who, text].filter(Boolean).join(" ");
}

async function follow(
  desk: Desk,
  {
    signal,
    ...log
  }: { readonly id: string; readonly filter: string; readonly signal: AbortSignal },
): Promise<void> {
  let page = await pageOf(desk, { ...log, max: 1 });
  while (page !== undefined && page.ended === undefined && !signal.aborted) {
    await desk.clock.sleep(EVERY_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    page = await pageOf(desk, { ...log, max: AT_ONCE, after: page.cursor });
    if (page !== undefined && page.rows.length + page.missed > 0) print(desk, page);
  }
}
