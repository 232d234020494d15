import type { Talk } from "./talk.ts";

/** A place with a few words that do something, asked for again and again. */
export interface Offer {
  prompt(): string;
  /** What Enter does: a word of `actions`, or back. */
  usual(): string;
  readonly help: readonly string[];
  /** What each word does; `left` ends the visit. */
  readonly actions: Readonly<Record<string, () => Promise<undefined | "left">>>;
  /** For what is no word: a number, say. */
  other?(typed: string): Promise<void>;
}

/** Until the person goes back, or an action has left. */
export async function offerWords(talk: Talk, offer: Offer): Promise<void> {
  for (;;) {
    const typed = await wordFor(talk, offer);
    if (typed === "back" || (await serve(talk, offer, typed)) === "left") return;
  }
}

async function wordFor(talk: Talk, { prompt, usual, help, actions }: Offer): Promise<string> {
  const words = Object.keys(actions);
  const reply = await talk.ask({ prompt: prompt(), usual: usual(), help, words });
  if (reply.is === "enter") return usual();
  if (reply.is === "back") return "back";
  return reply.is === "word" ? reply.word : reply.text;
}

async function serve(
  talk: Talk,
  { actions, other }: Offer,
  typed: string,
): Promise<undefined | "left"> {
  const action = Object.hasOwn(actions, typed) ? actions[typed] : undefined;
  if (action !== undefined) return action();
  if (other !== undefined) await other(typed);
  else talk.say(`There is no choice "${typed}". Words: ${Object.keys(actions).join(", ")}, back.`);
  return undefined;
}
