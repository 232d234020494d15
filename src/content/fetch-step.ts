// Over 150 lines: one step from plan to undo, and what it keeps beside the file.
import { z } from "zod";
import {
  defineHandler,
  digestOf,
  done,
  type HostView,
  type HttpView,
  type RunContext,
  type Step,
  todo,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { formatBytes } from "../quantity/index.ts";
import { type Coming, fetchSmall, openDownload } from "./download.ts";
import { readContent } from "./observe.ts";
import { CONTENT, DOWNLOADS, KEPT_FREE_BYTES } from "./places.ts";
import { unproven } from "./proof.ts";

export interface FetchParams {
  readonly url: string;
  /** The file it becomes; its partial self has this name too, with a record beside it. */
  readonly to: string;
  /** Of the content it shall become. */
  readonly name: string;
  /** A person gave the sum: none is asked for. */
  readonly sha256?: string;
  /** This host takes no content without a signature. */
  readonly needsSignature: boolean;
}

const LIMIT = { noProgressMs: 180_000, totalMs: 24 * 3_600_000 };
const USUAL_MS = 600_000;
const FIRST_WAIT_MS = 1000;
/** Attempts in a row that brought nothing. */
const MOST_IDLE = 5;

export function fetchStep(params: FetchParams): Step {
  return {
    id: "content.fetch",
    kind: "content.fetch",
    title: `Download ${params.url}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: USUAL_MS,
    limit: LIMIT,
    rerun: "safe",
  };
}

const record = z.object({
  url: z.string(),
  validator: z.string().optional(),
  totalBytes: z.number().optional(),
  /** What survives a power cut; all of it counts while the machine is up. */
  durableBytes: z.number(),
  bootId: z.string(),
  isWhole: z.boolean(),
});
type Kept = z.infer<typeof record>;

/** What belongs to a download, on the disk. */
export const filesOf = (to: string): readonly string[] => [
  to,
  ...[".json", ".sha256", ".sig", ".signature"].map((ending) => `${to}${ending}`),
];

/** `http`: goes the way the document says. */
export const fetchHandler = (http: HttpView) =>
  defineHandler<FetchParams, "content.fetch">("content.fetch", {
    async check({ url, to, name }, { host }) {
      const content = await readContent(host, name);
      if (content?.is === "imported" && content.from === url)
        return done(`${CONTENT}/${name} holds it`);
      const known = await readRecord(host, to);
      return known?.url === url && known.isWhole
        ? done(`${to} is here`)
        : todo(`${to} is not all here`);
    },
    async preview({ url, to }) {
      return [{ subject: to, lines: [{ sign: "+", text: `from ${url}` }] }];
    },
    async run(params, context) {
      await context.host.files.makeDirectory(DOWNLOADS, { mode: 0o700 });
      await fetchProof(params, http, context);
      const patience = createPatience();
      for (;;) {
        const before = await sizeOf(context.host, params.to);
        try {
          return await fetchRest(params, http, context);
        } catch (thrown) {
          const after = await sizeOf(context.host, params.to);
          const waitMs = patience.waitFor(thrown, after > before);
          context.report({ evidence: "cut off; once more" });
          await context.host.clock.sleep(waitMs, context.signal);
        }
      }
    },
    async undo({ to }, _captured, { host }) {
      for (const path of filesOf(to)) await host.files.remove(path);
    },
  });

/** Goes on for as long as something comes; what is no cut connection is thrown at once. */
function createPatience() {
  let idle = 0;
  return {
    waitFor(thrown: unknown, isNews: boolean): number {
      idle = isNews ? 0 : idle + 1;
      const isCut = thrown instanceof BringupError && thrown.code === "DOWNLOAD_CUT";
      if (!isCut || idle >= MOST_IDLE) throw thrown;
      return FIRST_WAIT_MS * 2 ** idle;
    },
  };
}

/** What it is held to is asked for first: it is small, and without it nothing else is of use. */
async function fetchProof(
  { url, to, sha256, needsSignature }: FetchParams,
  http: HttpView,
  { host, signal }: RunContext,
): Promise<void> {
  const bring = async (ending: string) => {
    const bytes = await fetchSmall({ http, url: `${url}${ending}`, signal });
    if (bytes !== undefined) await host.files.writeAtomic(`${to}${ending}`, bytes, { mode: 0o600 });
    return bytes !== undefined;
  };
  const hasSum = sha256 !== undefined || (await bring(".sha256"));
  if (needsSignature && !((await bring(".sig")) || (await bring(".signature"))))
    throw new BringupError("CONTENT_UNSIGNED", `${url} has no signature beside it`);
  if (!hasSum && !needsSignature) throw unproven(url);
}

async function fetchRest(
  { url, to }: FetchParams,
  http: HttpView,
  context: RunContext,
): Promise<void> {
  const { host, signal, report } = context;
  const bootId = await host.bootId();
  const known = await resumable(host, { url, to, bootId });
  const coming = await openDownload({ http, url, signal }, known);
  const keep = async (more: Partial<Kept>) => {
    const { validator, totalBytes } = coming ?? known;
    const kept: Kept = { url, validator, totalBytes, durableBytes: 0, bootId, isWhole: false };
    const text = `${JSON.stringify({ ...kept, ...more })}\n`;
    await host.files.writeAtomic(`${to}.json`, text, { mode: 0o600 });
  };
  if (coming === undefined) return keep({ durableBytes: known.bytes, isWhole: true });
  const { fromByte, totalBytes, body } = coming;
  await needRoom(host, coming);
  await keep({ durableBytes: fromByte });
  const bytes = await host.files.append(to, body, {
    keepBytes: fromByte,
    mode: 0o600,
    onBytes: (count) => report(progressOf(url, count, totalBytes)),
    onDurable: (durableBytes) => keep({ durableBytes }),
  });
  if (totalBytes !== undefined && bytes < totalBytes)
    throw new BringupError("DOWNLOAD_CUT", `${url}: ${bytes} of ${totalBytes} bytes came`);
  await keep({ durableBytes: bytes, isWhole: true });
}

function progressOf(url: string, bytes: number, totalBytes: number | undefined) {
  const evidence = `downloading ${url}`;
  return totalBytes === undefined
    ? { evidence: `${evidence}: ${formatBytes(bytes)}` }
    : { evidence, done: bytes, total: totalBytes, unit: "bytes" as const };
}

/** After a power cut only what was durable is what it seems. */
async function resumable(
  host: HostView,
  { url, to, bootId }: { readonly url: string; readonly to: string; readonly bootId: string },
) {
  const known = await readRecord(host, to);
  if (known?.url !== url) return { bytes: 0 };
  const size = await sizeOf(host, to);
  const { validator, totalBytes, durableBytes } = known;
  const bytes = known.bootId === bootId ? size : Math.min(size, durableBytes);
  return { bytes, validator, totalBytes };
}

/** For the rest of it, and for at least as much again when it is unpacked. */
async function needRoom(host: HostView, { fromByte, totalBytes }: Coming): Promise<void> {
  const space = await host.files.space(DOWNLOADS);
  if (space === undefined || totalBytes === undefined) return;
  const needed = totalBytes - fromByte + totalBytes;
  if (space.freeBytes - KEPT_FREE_BYTES >= needed) return;
  throw new BringupError(
    "DISK_FULL",
    `${DOWNLOADS} has ${formatBytes(space.freeBytes)} free; ${formatBytes(needed)} and ${formatBytes(KEPT_FREE_BYTES)} to spare are needed`,
  );
}

async function sizeOf(host: HostView, path: string): Promise<number> {
  return (await host.files.stat(path))?.sizeBytes ?? 0;
}

async function readRecord(host: HostView, to: string): Promise<Kept | undefined> {
  const text = await host.files.readText(`${to}.json`, { maxBytes: 4096 });
  try {
    return record.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
