import type { Collector, Entry, What } from "./contract.ts";
import { collectFile, followed } from "./file.ts";
import { collectFolder } from "./folder.ts";
import { createItem } from "./item.ts";
import { checksumsOf, listingOf } from "./listing.ts";
import { type About, addItem, type Collecting, type Work } from "./work.ts";

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 4 * 1024 ** 2;

/** Collects one thing; whatever goes wrong with it is said in its entries. */
export async function collect(
  collector: Collector,
  collecting: Collecting,
): Promise<readonly Entry[]> {
  const about = aboutOf(collector, collecting);
  if (collecting.signal.aborted) return [about({ state: "left-out", why: collecting.whyEnded() })];
  const timeoutMs = collector.timeoutMs ?? TIMEOUT_MS;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([collecting.signal, late]);
  const ended = () =>
    collecting.signal.aborted ? collecting.whyEnded() : `no end within ${timeoutMs / 1000} s`;
  try {
    const own = collector.gather === undefined ? {} : { gather: collector.gather };
    const work = {
      collector,
      collecting: { ...collecting, ...own },
      signal,
      timeoutMs,
      maxBytes: maxBytesOf(collector),
    };
    return await orAborted(collectWhat(work, about, ended), signal);
  } catch (thrown) {
    if (signal.aborted) return [about({ state: "timed-out", why: ended() })];
    return [about({ state: "failed", why: messageOf(thrown) })];
  }
}

const maxBytesOf = ({ maxBytes = MAX_BYTES }: Collector) => maxBytes;

function aboutOf({ id, title, what }: Collector, { now }: Collecting): About {
  const startedMs = now();
  return (rest) => ({
    ...{ id, title, source: sourceOf(what) },
    ...rest,
    tookMs: Math.round(now() - startedMs),
  });
}

function sourceOf(what: What): string {
  if (what.is === "command") return what.argv.join(" ");
  return "path" in what ? what.path : "bringup";
}

async function collectWhat(
  work: Work,
  about: About,
  ended: () => string,
): Promise<readonly Entry[]> {
  const { collector, collecting, signal } = work;
  const { what } = collector;
  switch (what.is) {
    case "command":
      return [await collectCommand(work, about, ended)];
    case "file": {
      const path = await followed(what.path, collecting.gather);
      return [await collectFile({ path, into: collector.into }, work, about)];
    }
    case "folder":
      return await collectFolder(what, work, about);
    case "listing":
      return [await addText(await listingOf(what, collecting.gather, signal), work, about)];
    case "checksums":
      return [await addText(await checksumsOf(what.path, collecting.gather, signal), work, about)];
    case "text":
      return [await addText(await what.read(signal), work, about)];
    case "each": {
      const entries: Entry[] = [];
      for (const one of await what.find(collecting.gather, signal))
        entries.push(...(await collect(one, collecting)));
      return entries;
    }
  }
}

async function addText(text: string | undefined, work: Work, about: About): Promise<Entry> {
  if (text === undefined) return about({ state: "absent" });
  const { maxBytes, collecting } = work;
  const item = createItem({ maxBytes, keep: "first", values: collecting.values });
  await item.write(Buffer.from(text, "utf8"));
  return await addItem(await item.end(), work.collector.into, work, about);
}

async function collectCommand(work: Work, about: About, ended: () => string): Promise<Entry> {
  const { collector, collecting, signal, timeoutMs, maxBytes } = work;
  const { what, into } = collector;
  if (what.is !== "command") return about({ state: "absent" });
  const keep = what.keep ?? "first";
  const item = createItem({ maxBytes, keep, values: collecting.values });
  const outcome = await collecting.gather.run(what.argv, {
    // The signal has the same time, and says so to all kinds of work.
    timeoutMs: timeoutMs * 2,
    signal,
    onBytes: (chunk) => item.write(chunk),
  });
  if (outcome.is === "missing")
    return about({ state: "absent", why: `${what.argv[0]} is not installed` });
  if (outcome.is === "not-run")
    return about({ state: "absent", why: "not run: this host is simulated, or a directory" });
  if (outcome.is === "denied") return about({ state: "failed", why: outcome.why });
  if (outcome.is === "exited" && outcome.stderr.trim() !== "")
    await item.write(
      Buffer.from(`\n--- it complained (status ${outcome.exitCode}):\n${outcome.stderr}`),
    );
  const done = await item.end();
  const isOver = outcome.is === "exited" || outcome.is === "enough";
  if (done.bytes === 0 && !done.isUnreadable)
    return isOver
      ? about({ state: "absent", why: "it printed nothing" })
      : about({ state: "timed-out", why: ended() });
  const entry = await addItem(done, into, work, about);
  if (isOver) return entry;
  return { ...entry, state: "timed-out", why: ended() };
}

/** Work that does not hear the signal is left behind: a file on a server that is gone. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  // What hears it gets the time to say how far it came.
  const onAbort = () => setTimeout(() => reject(signal.reason), LAST_WORDS_MS);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

const LAST_WORDS_MS = 1500;

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
