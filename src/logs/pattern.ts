import { type Node, parsePattern, type Test } from "./parse-pattern.ts";

/** Tells whether a text has it anywhere. */
export type Matcher = (text: string) => boolean;

export type PatternOutcome =
  | { readonly is: "pattern"; readonly matches: Matcher }
  | { readonly is: "invalid"; readonly why: string };

/** What of a text is looked at, and how large a pattern may grow. */
const LONGEST_TEXT = 4096;
const MOST_STEPS = 400;

type Step =
  | { readonly is: "test"; readonly test: Test }
  | { readonly is: "begin" }
  | { readonly is: "end" }
  | { readonly is: "go"; to: readonly number[] }
  | { readonly is: "found" };

/**
 * A regular expression typed by a person may take no longer than the text is long, whatever it says; the
 * language's own may take for ever. Large and small letters are the same.
 */
export function compilePattern(text: string): PatternOutcome {
  try {
    const steps: Step[] = [];
    emit(parsePattern(text), steps);
    push(steps, { is: "found" });
    return { is: "pattern", matches: (line) => hasMatch(steps, line) };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return { is: "invalid", why: thrown.message };
  }
}

function push(steps: Step[], step: Step): void {
  if (steps.length >= MOST_STEPS) throw new SyntaxError("the pattern is too large");
  steps.push(step);
}

/** Thompson's construction: each node leads to whatever comes behind it. */
function emit(node: Node, steps: Step[]): void {
  if (node.is === "all") for (const each of node.of) emit(each, steps);
  else if (node.is === "any") emitAny(node.of, steps);
  else if (node.is === "repeat") emitRepeat(node, steps);
  else push(steps, node);
}

function goingTo(steps: Step[]): Extract<Step, { is: "go" }> {
  const step: Step = { is: "go", to: [] };
  push(steps, step);
  return step;
}

function emitAny(of: readonly Node[], steps: Step[]): void {
  const fork = goingTo(steps);
  const ends = of.map((each) => {
    fork.to = [...fork.to, steps.length];
    emit(each, steps);
    return goingTo(steps);
  });
  for (const end of ends) end.to = [steps.length];
}

function emitRepeat({ of, least, most }: Extract<Node, { is: "repeat" }>, steps: Step[]): void {
  for (let times = 0; times < least; times += 1) emit(of, steps);
  if (most === Number.POSITIVE_INFINITY) {
    const start = steps.length;
    const fork = goingTo(steps);
    emit(of, steps);
    goingTo(steps).to = [start];
    fork.to = [start + 1, steps.length];
    return;
  }
  const forks: { readonly fork: Extract<Step, { is: "go" }>; readonly next: number }[] = [];
  for (let times = least; times < most; times += 1) {
    forks.push({ fork: goingTo(steps), next: steps.length });
    emit(of, steps);
  }
  for (const { fork, next } of forks) fork.to = [next, steps.length];
}

const FOUND = "found";

/** Every way through at once: a character costs as many looks as there are steps, at most. */
function hasMatch(steps: readonly Step[], line: string): boolean {
  const text = line.slice(0, LONGEST_TEXT).toLowerCase();
  const seenAt = new Int32Array(steps.length).fill(-1);
  const walk = { steps, seenAt, end: text.length };
  let now: number[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    // It may begin anywhere.
    if (enter(walk, { from: [0], at, into: now }) === FOUND) return true;
    const code = text.charCodeAt(at);
    const from = now.filter((index) => passes(steps[index], code)).map((index) => index + 1);
    now = [];
    if (at < text.length && enter(walk, { from, at: at + 1, into: now }) === FOUND) return true;
  }
  return false;
}

const passes = (step: Step | undefined, code: number): boolean =>
  step?.is === "test" && step.test(code);

interface Walk {
  readonly steps: readonly Step[];
  /** Where in the text each step was last come to. */
  readonly seenAt: Int32Array;
  readonly end: number;
}

interface Entering {
  readonly from: readonly number[];
  readonly at: number;
  /** Tests that the next character has to pass. */
  readonly into: number[];
}

function enter(walk: Walk, { from, at, into }: Entering): typeof FOUND | undefined {
  const waiting = [...from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const step = walk.steps[index];
    if (step === undefined || walk.seenAt[index] === at) continue;
    walk.seenAt[index] = at;
    if (step.is === FOUND) return FOUND;
    if (step.is === "test") into.push(index);
    else waiting.push(...behind(step, index, { isBegin: at === 0, isEnd: at === walk.end }));
  }
  return undefined;
}

function behind(
  step: Exclude<Step, { is: "test" | "found" }>,
  index: number,
  place: { readonly isBegin: boolean; readonly isEnd: boolean },
): readonly number[] {
  if (step.is === "go") return step.to;
  return (step.is === "begin" ? place.isBegin : place.isEnd) ? [index + 1] : [];
}
