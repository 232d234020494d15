import { KEYS, type PtyRun } from "../support/pty.ts";
import { bodyOf, highlightOf, isOn, linesOf } from "./page-reading.ts";

/** What hands do on a console, looking at the screen after each key. */
export interface Hands {
  /** Moves the highlight to the line that begins so. */
  highlights(label: string): Promise<void>;
  /** Presses Enter; again, where nothing happened for so long. */
  enters(patienceMs?: number): Promise<void>;
}

/** Longer than the longest form, with its way back. */
export const MOST_STEPS = 60;
export const LIMIT_MS = 90_000;
/** On a busy machine a page may take as long; pressed again too early, Enter answers the next one. */
const PATIENCE_MS = 10_000;
/** By then the highlight has moved, or stands at the end of its list. */
const MOVED_MS = 1500;
const MOST_TRIES = 8;
const STILL_MS = 60;
/** Longer than a list that has changed ignores Enter. */
const SETTLED_MS = 350;

export function handsOn(pty: PtyRun): Hands {
  const happens = (what: (text: string) => boolean, withinMs = PATIENCE_MS) =>
    pty.waitFor(what, withinMs).then(
      () => true,
      () => false,
    );

  /** Moves the highlight there, where the line is in view. */
  async function isThere(label: string): Promise<boolean> {
    await isDrawn(pty);
    const { marked, wanted } = linesOf(pty.text(), label);
    if (wanted < 0 || marked < 0) return false;
    pty.type((wanted < marked ? KEYS.up : KEYS.down).repeat(Math.abs(wanted - marked)));
    await pty.waitFor((text) => isOn(text, label), LIMIT_MS);
    return true;
  }

  return {
    /** Where it is not in view: down to the end of the list, and up again. */
    async highlights(label) {
      let away: string = KEYS.down;
      for (let steps = 0; !(await isThere(label)); steps += 1) {
        if (steps === MOST_STEPS) throw new Error(`no way to the line "${label}":\n${pty.text()}`);
        const before = highlightOf(pty.text());
        pty.type(away);
        const hasMoved = await happens((text) => highlightOf(text) !== before, MOVED_MS);
        if (!hasMoved) away = away === KEYS.down ? KEYS.up : KEYS.down;
      }
    },
    /** A list that has just become another one takes no Enter. */
    async enters(patienceMs) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        await isDrawn(pty, SETTLED_MS);
        const before = bodyOf(pty.text());
        pty.type(KEYS.enter);
        if (await happens((text) => bodyOf(text) !== before, patienceMs)) return;
      }
      throw new Error(`Enter does nothing:\n${pty.text()}`);
    },
  };
}

/** A frame may come in pieces: a person waits until it stands still. */
export async function isDrawn(pty: PtyRun, stillMs = STILL_MS): Promise<void> {
  for (let before = ""; pty.text() !== before; ) {
    before = pty.text();
    await new Promise((resolve) => setTimeout(resolve, stillMs));
  }
}
