import { readJoinPaper } from "../cluster/index.ts";
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

/** Lines of members on whatever is plugged in, or in one file of this host. */
export async function findJoinPapers(at: string, look: Look): Promise<Answer> {
  if (at === "sticks") return onSticks(look);
  if (!at.startsWith("/"))
    throw new BringupError("USAGE", "a path begins with /", {
      hint: "Name the file, or the word sticks.",
    });
  const text = await look.host.files.readText(at, { maxBytes: LARGEST_BYTES });
  if (text === undefined) return answerOf([], [`${at} is not there`]);
  return judged([{ from: at, text }], []);
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
  const told = empty.map(({ shown }) => `${shown} has no line of a member on it`);
  return judged(
    visits.flatMap(({ found }) => found),
    [...problems, ...told],
  );
}

/** What is no line of a member is not handed out: this reads as root. */
function judged(found: readonly Found[], problems: readonly string[]): Answer {
  const read = found.map((one) => ({ ...one, read: readJoinPaper(one.text) }));
  const bad = read.flatMap(({ from, read: { is, ...rest } }) => {
    if (is === "paper") return [];
    return [`${from}: ${"why" in rest ? rest.why : "it is no line of a member"}`];
  });
  const good = read.filter(({ read: { is } }) => is === "paper");
  return answerOf(
    good.map(({ from, text }) => ({ from, text: text.replace(/\s+/g, "") })),
    [...problems, ...bad],
  );
}

function answerOf(papers: readonly Found[], problems: readonly string[]): Answer {
  return { is: "join-papers", papers, problems };
}
