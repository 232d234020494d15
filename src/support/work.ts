import type { Gather } from "../host/index.ts";
import type { Archive } from "./archive.ts";
import type { Collector, Entry } from "./contract.ts";
import type { DoneItem } from "./item.ts";

/** All that collecting one thing needs. */
export interface Collecting {
  readonly gather: Gather;
  readonly archive: Archive;
  /** Secrets that are known by value. */
  readonly values: readonly string[];
  /** Of the whole bundle. */
  readonly signal: AbortSignal;
  /** Milliseconds that only go forward. */
  now(): number;
  /** Why the whole ends before its end; asked when the signal has aborted. */
  whyEnded(): string;
}

/** Makes an entry of what is said about it. */
export type About = (
  rest: Omit<Entry, "id" | "title" | "source" | "tookMs"> & { readonly source?: string },
) => Entry;

/** One collector at work. */
export interface Work {
  readonly collector: Collector;
  readonly collecting: Collecting;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Puts it into the bundle, and says what of it is there. */
export async function addItem(
  item: DoneItem,
  into: string,
  { collecting }: Work,
  about: About,
): Promise<Entry> {
  if (item.isUnreadable)
    return about({ state: "left-out", why: "no plain text: it cannot be searched for secrets" });
  const added = await collecting.archive.add(into, item);
  if (added === undefined)
    return about({ state: "left-out", why: "the bundle is full", sourceBytes: item.bytes });
  const { isCut, ...rest } = added;
  const masked = item.masked === 0 ? {} : { masked: item.masked };
  if (isCut) return about({ state: "cut", why: "longer than the limit", ...rest, ...masked });
  return about({ state: "collected", ...rest, ...masked });
}
