import { KEYS, type PtyRun, runInPty } from "../support/pty.ts";
import { faultsOf } from "./page-faults.ts";
import { headOf, isTyping } from "./page-reading.ts";
import { type Hands, handsOn, isDrawn, LIMIT_MS, MOST_STEPS } from "./site-hands.ts";
import type { SiteHost } from "./site-hosts.ts";

/** Somebody at the console of a host, with 80 columns and 24 rows: reads what is there, and types. */
export interface Person {
  /** Waits until the page says all of this, and nothing on it is cut where it must not be. */
  reads(what: RegExp | readonly RegExp[], limitMs?: number): Promise<string>;
  /** Through the walk to the screen of this title, out of whatever is open. */
  goesTo(title: string): Promise<void>;
  /** Moves the highlight to the line that begins so, and presses Enter on it. */
  chooses(label: string, patienceMs?: number): Promise<void>;
  /** Presses Enter on a choice until it has this value. */
  sets(label: string, value: string): Promise<void>;
  /** Into a field, in the place of what was there. */
  fills(label: string, keys: Keys): Promise<void>;
  /** Presses Enter, until something happens. */
  enters(): Promise<void>;
  types(text: string): void;
  /** Goes away as people do: asks to close the console, and says so. */
  leaves(): Promise<void>;
  /** Whatever the state of the machine. */
  close(): Promise<void>;
}

/** What arrives from the terminal, one piece after the other. */
export type Keys = readonly string[];

export const typed = (text: string): Keys => text.match(/.{1,4}/g) ?? [];
export const pasted = (text: string): Keys => [`\u001b[200~${text}\u001b[201~`];

const CLEAR = "\u0015";
/** Fewer than nine characters in this time are typing, and no paste. */
const TYPING_MS = 16;

export function sitDown(host: SiteHost, term = "xterm-256color"): Person {
  const { argv, env } = host.inside("/usr/bin/bringup");
  const pty = runInPty({ argv, env: { ...env, TERM: term }, term });
  const hands = handsOn(pty);
  const reads: Person["reads"] = (what, limitMs) =>
    readsFrom(pty, [what].flat(), limitMs).catch((cause) => {
      throw new Error(`at the console of ${host.name}`, { cause });
    });
  const person: Person = {
    reads,
    goesTo: (title) => walksTo(pty, title),
    async chooses(label, patienceMs) {
      await hands.highlights(label);
      await hands.enters(patienceMs);
    },
    sets: (label, value) => setsOn(pty, hands, { label, value }),
    async fills(label, keys) {
      await person.chooses(label);
      await typesInto(pty, keys);
    },
    enters: () => hands.enters(),
    types: (text) => pty.type(text),
    async leaves() {
      pty.type("q");
      await reads(/Close this console\?/);
      await person.chooses("Close the console");
      await pty.exited;
    },
    close: () => pty.close(),
  };
  return person;
}

async function readsFrom(pty: PtyRun, all: readonly RegExp[], limitMs = LIMIT_MS): Promise<string> {
  const hasAll = (text: string) => all.every((one) => one.test(text));
  await pty.waitFor(hasAll, limitMs).catch((cause) => {
    const missing = all.filter((one) => !one.test(pty.text()));
    throw new Error(`it does not say ${missing.join(" and ")}`, { cause });
  });
  const isWell = (text: string) => hasAll(text) && faultsOf(text).length === 0;
  return pty.waitFor(isWell, LIMIT_MS).catch((cause) => {
    throw new Error(faultsOf(pty.text()).join("; "), { cause });
  });
}

async function walksTo(pty: PtyRun, title: string): Promise<void> {
  const isAt = () => (pty.rows()[1] ?? "").includes(`>${title}`);
  for (let steps = 0; !isAt(); steps += 1) {
    if (steps === MOST_STEPS) throw new Error(`no way to ${title}:\n${pty.text()}`);
    const before = headOf(pty.text());
    const isPopUp = before.startsWith("in ");
    pty.type(isPopUp ? KEYS.escape : KEYS.tab);
    await pty.waitFor((text) => headOf(text) !== before, LIMIT_MS);
    if (isPopUp) await isDrawn(pty);
  }
}

interface Choice {
  readonly label: string;
  readonly value: string;
}

async function setsOn(pty: PtyRun, hands: Hands, { label, value }: Choice): Promise<void> {
  await hands.highlights(label);
  const line = () => pty.rows().find((row) => row.startsWith(`> ${label}`)) ?? "";
  for (let steps = 0; !line().includes(`  ${value}`); steps += 1) {
    if (steps === MOST_STEPS) throw new Error(`${label} is never ${value}:\n${pty.text()}`);
    await hands.enters();
  }
}

/** What is typed or pasted is seen in the field before it is left. */
async function typesInto(pty: PtyRun, keys: Keys): Promise<void> {
  await pty.waitFor(isTyping, LIMIT_MS);
  pty.type(CLEAR);
  for (const piece of keys) {
    pty.type(piece);
    await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  }
  await pty.waitFor((text) => isTyping(text) && /^> .{20}\s*\S/m.test(text), LIMIT_MS);
  pty.type(KEYS.escape);
  await pty.waitFor((text) => !isTyping(text), LIMIT_MS);
}
