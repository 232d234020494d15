import { joinReader, joinWords } from "../cluster/index.ts";
import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { Answer } from "../session/index.ts";
import { filesOn, putOnStick, visitSticks } from "../sticks/index.ts";

interface Look {
  readonly host: HostIO;
  readonly signal: AbortSignal;
}

interface Found {
  readonly from: string;
  readonly text: string;
}

const LARGEST_BYTES = 64 * 1024;
/** As they are named here, and as a person names one by hand. */
const CHOICE = { name: /join/i, maxBytes: LARGEST_BYTES, depth: 2, most: 20 };
/** Some file systems of sticks take no more than 255 letters. */
const LONGEST_NODE = 200;

/** A line for one more host, onto the stick: it is a secret, and nothing of it is answered. */
export async function paperToStick(
  { node, text }: { readonly node: string; readonly text: string },
  look: Look,
): Promise<{ readonly name: string; readonly on: string }> {
  const name = `bringup-join-${node.slice(0, LONGEST_NODE)}.txt`;
  const answer = await putOnStick({ name, text: `${text}\n`, mode: 0o600 }, look);
  if (answer.is === "put") return { name, on: answer.on };
  throw new BringupError("STICK_REFUSED", answer.why, { hint: answer.hint });
}

/** Lines of members, or of a distribution itself, on whatever is plugged in, or in one file of this host. */
export async function findJoinPapers(at: string, look: Look): Promise<Answer> {
  if (at === "sticks") return onSticks(look);
  if (!at.startsWith("/"))
    throw new BringupError("USAGE", "a path begins with /", {
      hint: "Name the file, or the word sticks.",
    });
  const text = await look.host.files.readText(at, { maxBytes: LARGEST_BYTES });
  if (text === undefined) return answerOf([], [`${at} is not there`]);
  return judged([{ from: at, text }], [], look.host.clock.nowMs());
}

async function onSticks({ host, signal }: Look): Promise<Answer> {
  const { visits, problems } = await visitSticks({ host, signal }, async ({ folder, shown }) => {
    const found: Found[] = [];
    for (const path of await filesOn(folder, CHOICE, host)) {
      const text = await host.files.readText(path, { maxBytes: LARGEST_BYTES });
      const from = `stick:${shown}${path.slice(folder.length)}`;
      if (text !== undefined) found.push({ from, text });
    }
    return { shown, found };
  });
  const empty = visits.filter(({ found }) => found.length === 0);
  const told = empty.map(({ shown }) => `${shown} has no join line on it`);
  return judged(
    visits.flatMap(({ found }) => found),
    [...problems, ...told],
    host.clock.nowMs(),
  );
}

/** What lets nobody in is not handed out, and of a file of a distribution the material alone: this reads as root. */
async function judged(
  found: readonly Found[],
  problems: readonly string[],
  nowMs: number,
): Promise<Answer> {
  const read = await joinReader();
  const papers: Found[] = [];
  const bad: string[] = [];
  for (const { from, text } of found) {
    const given = read(text);
    if (given.is === "paper") papers.push({ from, text: text.replace(/\s+/g, "") });
    else if (given.is === "own") papers.push({ from, text: given.readings[0].text });
    else
      bad.push(
        `${from}: ${given.is === "foreign" ? "it is no join line" : joinWords(given, nowMs).text}`,
      );
  }
  return answerOf(papers, [...problems, ...bad]);
}

function answerOf(papers: readonly Found[], problems: readonly string[]): Answer {
  return { is: "join-papers", papers, problems };
}
