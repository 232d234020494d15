import type { Clock } from "../engine/index.ts";
import type { Gather } from "../host/index.ts";
import { maskKnown } from "../secrets/index.ts";
import { type BundleSink, createArchive } from "./archive.ts";
import { collect } from "./collect.ts";
import type { BundleProgress, BundleReport, Collector, Entry } from "./contract.ts";
import { manifestJson, manifestText } from "./manifest.ts";
import type { Collecting } from "./work.ts";

export interface BundleRequest {
  readonly gather: Gather;
  readonly collectors: readonly Collector[];
  readonly sink: BundleSink;
  /** As `bundleName` gives it. */
  readonly name: string;
  /** Secrets that are known by value: they are masked wherever they stand. */
  readonly values: readonly string[];
  readonly notes: readonly string[];
  /** Compressed; 200 MB unless told. */
  readonly maxBytes?: number;
  /** For everything; 50 s unless told. */
  readonly limitMs?: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onProgress?(progress: BundleProgress): void;
}

export const MAX_BUNDLE_BYTES = 200 * 1000 ** 2;
/** Leaves ten of the sixty seconds a bundle may take to what ends slowly, and to the medium. */
const LIMIT_MS = 50_000;
/** Two cores: one thing is masked and compressed while programs of two others run. */
const AT_ONCE = 3;

/** Collects everything and writes it, the manifest last. Only a cancel and a sink that fails are thrown. */
export async function makeBundle(request: BundleRequest): Promise<BundleReport> {
  const { sink, name, clock, signal, collectors, maxBytes = MAX_BUNDLE_BYTES } = request;
  const { limitMs = LIMIT_MS } = request;
  const madeMs = clock.nowMs();
  const startedMs = clock.monotonicMs();
  const archive = createArchive({ sink, name, maxBytes, atMs: madeMs });
  const broken = new AbortController();
  const within = AbortSignal.any([signal, broken.signal, AbortSignal.timeout(limitMs)]);
  const collecting: Collecting = {
    gather: request.gather,
    values: request.values,
    archive: {
      ...archive,
      add: (path, item) => archive.add(path, item).catch((thrown) => stopFor(broken, thrown)),
    },
    signal: within,
    now: clock.monotonicMs,
    whyEnded: () => (signal.aborted ? "cancelled" : `the whole has ${limitMs / 1000} s`),
  };
  const entries = await collectAll(collectors, collecting, request.onProgress ?? (() => undefined));
  signal.throwIfAborted();
  if (broken.signal.aborted) throw broken.signal.reason;
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  const report = { name, madeMs, tookMs, entries, notes: request.notes, bytes: archive.bytes() };
  // A name may hold a secret too.
  const { values } = request;
  await archive.addLast("MANIFEST.json", maskKnown(manifestJson(report), values));
  await archive.addLast("MANIFEST.txt", maskKnown(manifestText(report), values));
  await archive.end();
  return { ...report, bytes: archive.bytes() };
}

/** The medium is full or gone: nothing more has to be collected. */
function stopFor(broken: AbortController, thrown: unknown): never {
  broken.abort(thrown);
  throw thrown;
}

/** In the order of the table, a few at once; the entries in its order too. */
async function collectAll(
  collectors: readonly Collector[],
  collecting: Collecting,
  onProgress: (progress: BundleProgress) => void,
): Promise<readonly Entry[]> {
  const found: (readonly Entry[])[] = collectors.map(() => []);
  const current = new Set<string>();
  let next = 0;
  let done = 0;
  const say = () =>
    onProgress({
      ...{ done, total: collectors.length, current: [...current] },
      bytes: collecting.archive.bytes(),
    });
  async function work(): Promise<void> {
    for (;;) {
      const index = next;
      const collector = collectors[index];
      if (collector === undefined) return;
      next += 1;
      current.add(collector.title);
      say();
      found[index] = await collect(collector, collecting);
      current.delete(collector.title);
      done += 1;
      say();
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.flat();
}
