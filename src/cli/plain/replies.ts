import { asciiOf, PLAIN_WIDTH } from "./ascii.ts";
import { Leaving } from "./leaving.ts";

export interface Question {
  /** Without the default and the colon. */
  readonly prompt: string;
  /** What Enter alone means, as it is shown. */
  readonly usual?: string;
  /** Sentences for `help`. */
  readonly help: readonly string[];
  /** Words with a meaning here, besides back, help and exit. */
  readonly words?: readonly string[];
  /** Anything may be typed: only whole words count, and a backslash before one makes it text. */
  readonly isFree?: boolean;
  readonly isSecret?: boolean;
}

export type Reply =
  | { readonly is: "enter" }
  | { readonly is: "back" }
  | { readonly is: "word"; readonly word: string }
  | { readonly is: "text"; readonly text: string };

const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ["b", "back"],
  ["q", "exit"],
  ["?", "help"],
]);
const COMMON = ["back", "help", "exit"] as const;

/** What was meant; `undefined` asks for help. `exit` leaves from here, wherever it is typed. */
export function readReply(typed: string, question: Question): Reply | undefined {
  const reply = replyOf(typed, question);
  if (reply.is !== "word") return reply;
  if (reply.word === "exit") throw new Leaving("exit");
  if (reply.word === "help") return undefined;
  return reply.word === "back" ? { is: "back" } : reply;
}

/** One line that ends in a blank, whatever the default is. */
export function promptText({ prompt, usual }: Question): string {
  const room = PLAIN_WIDTH - 2;
  const start = asciiOf(prompt);
  const shown = usual === undefined ? start : `${start} [${asciiOf(usual)}]`;
  return `${shown.length <= room ? shown : `${shown.slice(0, room - 4)}..]`}: `;
}

/** A blank line, or a word that every prompt takes. */
export function endsWaiting(line: string): boolean {
  const word = wordOf(line.trim());
  return word === "" || COMMON.some((common) => common === word);
}

const wordOf = (text: string): string => SHORT_FORMS.get(text.toLowerCase()) ?? text.toLowerCase();

function replyOf(typed: string, { words = [], isFree, isSecret }: Question): Reply {
  const text = isSecret ? typed : typed.trim();
  if (text.trim() === "") return { is: "enter" };
  const known = [...COMMON, ...words];
  const word = isFree ? text : wordOf(text);
  if (known.includes(word)) return { is: "word", word };
  const isEscaped = isFree && /^\\+/.test(text) && known.includes(text.replace(/^\\+/, ""));
  return { is: "text", text: isEscaped ? text.slice(1) : text };
}

/** The words a prompt takes, for its help. */
export function wordsHelp({ words = [], isFree }: Question): string {
  const all = [...COMMON, ...words].join(", ");
  return isFree
    ? `Words here: ${all}. To enter such a word as text, put a backslash before it: \\back.`
    : `Words here: ${all}. Short: b, ? and q for back, help and exit.`;
}
