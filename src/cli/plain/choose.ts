import type { Talk } from "./talk.ts";

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
}

export interface Choice<V extends string> {
  readonly prompt: string;
  readonly options: readonly Option<V>[];
  /** Value that Enter alone takes; the safe one. */
  readonly usual: V;
  readonly help: readonly string[];
}

/** A number, a word, or the start of one; `undefined` is back. */
export async function choose<V extends string>(
  talk: Talk,
  { prompt, options, usual, help }: Choice<V>,
): Promise<V | undefined> {
  const usualAt = options.findIndex(({ value }) => value === usual);
  const listed = options.map(({ label }, index) => `${index + 1} ${label}`);
  for (const line of listed) talk.say(`  ${line}`);
  for (;;) {
    const reply = await talk.ask({ prompt, usual: listed[usualAt] ?? usual, help });
    if (reply.is === "enter") return usual;
    if (reply.is === "back") return undefined;
    const typed = reply.is === "text" ? reply.text : reply.word;
    const found = optionOf(options, typed);
    if (found !== undefined) return found.value;
    talk.say(`There is no choice "${typed}". Type a number from 1 to ${options.length}.`);
  }
}

/** By number, by name, or by the only name that starts like this. */
export function optionOf<V extends string>(
  options: readonly Option<V>[],
  typed: string,
): Option<V> | undefined {
  if (/^\d+$/.test(typed)) return options[Number(typed) - 1];
  const wanted = typed.toLowerCase();
  const names = ({ value, label }: Option<V>) => [value.toLowerCase(), label.toLowerCase()];
  const exact = options.find((option) => names(option).includes(wanted));
  const alike = options.filter((option) => names(option).some((name) => name.startsWith(wanted)));
  return exact ?? (alike.length === 1 ? alike[0] : undefined);
}

export interface Confirmation {
  /** What will happen: `apply this plan`. */
  readonly to: string;
  /** What has to be typed, letter by letter: `yes`, or the name of what would be lost. */
  readonly word?: string;
  readonly help: readonly string[];
  /** What can be heard before the answer, by word. */
  readonly also?: Readonly<Record<string, () => void>>;
  /** What may be wanted in its place, by word; nothing more is asked then. */
  readonly instead?: Readonly<Record<string, () => void>>;
}

/** Only the whole word is consent. Enter, a digit and everything else is no. */
export async function confirm(talk: Talk, asked: Confirmation): Promise<boolean> {
  const { to, word = "yes", also = {}, instead = {}, help } = asked;
  const words = [...Object.keys(also), ...Object.keys(instead)];
  const prompt = [`Type ${word} to ${to}`, ...words].join(", or ");
  for (;;) {
    const reply = await talk.ask({ prompt, usual: "no", help, words });
    if (reply.is === "text" && reply.text === word) return true;
    if (reply.is === "word") {
      also[reply.word]?.();
      if (instead[reply.word] === undefined) continue;
      instead[reply.word]?.();
      return false;
    }
    talk.say("Not done: nothing was changed.");
    return false;
  }
}
