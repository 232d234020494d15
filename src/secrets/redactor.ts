import { assignedSecrets } from "./assigned.ts";
import { knownSecrets } from "./known.ts";
import { createLineSecrets } from "./lines.ts";
import { shapedSecrets } from "./shapes.ts";
import { maskSpans, mergeSpans, type Span } from "./spans.ts";

/** Masks secrets in a stream of bytes, however it is cut up. What is no secret comes out byte for byte. */
export interface Redactor {
  /** What is safe to go on; the rest is kept until more has come. */
  write(chunk: Uint8Array): Buffer;
  /** The rest. */
  end(): Buffer;
  /** How many were masked so far. */
  masked(): number;
}

export interface RedactorOptions {
  /** Secrets that are known by value: those of our own vault. */
  readonly values?: readonly string[];
  readonly mask?: string;
}

/** As much as is searched at once, bytes. */
const BLOCK_BYTES = 512 * 1024;
/** So much of a line that does not end is kept back: a secret that begins before has its end in there. */
const HELD_BYTES = 64 * 1024;
const SEPARATORS = " \t,;&{}";

export function createRedactor({ values = [], mask = "********" }: RedactorOptions = {}): Redactor {
  const known = knownSecrets(values);
  const overLines = createLineSecrets();
  let waiting: string[] = [];
  let waitingBytes = 0;
  /** A secret was longer than all that is kept: the rest of it is dropped. */
  let isSwallowing = false;
  let count = 0;

  function take(isLast: boolean): Buffer {
    const all = waiting.join("");
    const text = isSwallowing ? afterWord(all) : all;
    isSwallowing &&= text === "";
    const inline = [...known(text), ...assignedSecrets(text), ...shapedSecrets(text)];
    const cut = isLast ? text.length : cutOf(text, inline);
    if (cut === 0) isSwallowing = text !== "" || isSwallowing;
    const done = cut === 0 ? "" : text.slice(0, cut);
    const rest = isSwallowing ? "" : text.slice(cut);
    waiting = [rest];
    waitingBytes = rest.length;
    const spans = mergeSpans([...inline.filter(({ end }) => end <= cut), ...overLines(done)]);
    count += spans.length;
    const masked = maskSpans(done, spans, mask);
    const swallowed = isSwallowing && text !== "" ? nameIn(text, inline) + mask : "";
    return Buffer.from(masked + swallowed, "latin1");
  }

  return {
    write(chunk) {
      // One character for each byte: nothing is lost, whatever the encoding is.
      waiting.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1"));
      waitingBytes += chunk.length;
      return waitingBytes < BLOCK_BYTES ? EMPTY : take(false);
    },
    end: () => take(true),
    masked: () => count,
  };
}

const EMPTY = Buffer.alloc(0);

/**
 * How far it can go: whole lines but the last, which may belong to the next; of one endless line what
 * stands before what is kept back. No secret is cut. 0: all of it is one.
 */
function cutOf(text: string, spans: readonly Span[]): number {
  const last = text.lastIndexOf("\n");
  const lines = last < 0 ? 0 : text.lastIndexOf("\n", last - 1) + 1;
  const isEndless = text.length - lines > BLOCK_BYTES / 2;
  return uncut(isEndless ? separated(text, text.length - HELD_BYTES) : lines, spans);
}

function separated(text: string, from: number): number {
  for (let at = from; at > from - HELD_BYTES && at > 0; at -= 1)
    if (SEPARATORS.includes(text.charAt(at - 1))) return at;
  return from;
}

function uncut(cut: number, spans: readonly Span[]): number {
  const across = spans.filter(({ from, end }) => from < cut && end > cut);
  const first = Math.min(cut, ...across.map(({ from }) => from));
  return first === cut ? cut : uncut(first, spans);
}

/** Only what is known by value is masked: for what we write ourselves, of names that others gave. */
export function maskKnown(text: string, values: readonly string[], mask = "********"): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  const masked = maskSpans(bytes, mergeSpans(knownSecrets(values)(bytes)), mask);
  return Buffer.from(masked, "latin1").toString("utf8");
}

/** What stands before the secret that a text begins with. */
function nameIn(text: string, spans: readonly Span[]): string {
  return text.slice(
    0,
    Math.min(...spans.filter(({ from }) => from === 0).map(({ start }) => start)),
  );
}

/** What follows the value it begins with: a quote or the end of the line ends it. */
function afterWord(text: string): string {
  const end = text.search(/[\r\n"']/);
  return end < 0 ? "" : text.slice(end);
}

/** A whole text at once. */
export function redactText(text: string, options: RedactorOptions = {}): string {
  const redactor = createRedactor(options);
  const head = redactor.write(Buffer.from(text, "utf8"));
  return Buffer.concat([head, redactor.end()]).toString("utf8");
}
