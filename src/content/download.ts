import type { HttpView, ReceiveOutcome } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";

type Open = Extract<ReceiveOutcome, { readonly is: "open" }>;

export interface DownloadRequest {
  readonly http: HttpView;
  readonly url: string;
  readonly signal: AbortSignal;
}

export interface Resumption {
  /** What is here already. */
  readonly bytes: number;
  /** Says whether it is still the same there: a strong ETag, else a date. */
  readonly validator?: string | undefined;
}

/** An archive that comes: from its begin, or from where the last attempt ended. */
export interface Coming {
  readonly fromByte: number;
  readonly totalBytes?: number;
  readonly validator?: string;
  readonly body: AsyncGenerator<Uint8Array>;
}

const MOST_REDIRECTS = 5;
const HEAD_MS = 30_000;
const MOST_SMALL_BYTES = 64 * 1024;

/**
 * Asks for what is missing; `undefined`: all of it is here.
 * @throws DOWNLOAD_CUT where nobody answers, DOWNLOAD_REFUSED
 */
export async function openDownload(
  request: DownloadRequest,
  { bytes, validator }: Resumption,
): Promise<Coming | undefined> {
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (bytes > 0) headers.range = `bytes=${bytes}-`;
  if (bytes > 0 && validator !== undefined) headers["if-range"] = validator;
  const answer = await arrived(request, headers);
  if (answer.is === "open") return comingOf(answer, bytes);
  // It says how long it is: `bytes */TOTAL`.
  const isWhole = answer.status === 416 && answer.headers["content-range"] === `bytes */${bytes}`;
  if (isWhole) return undefined;
  if (answer.status === 416) return openDownload(request, { bytes: 0 });
  throw refused(request.url, `status ${answer.status}`);
}

/** A few bytes beside an archive; `undefined`: there is no such file. */
export async function fetchSmall(request: DownloadRequest): Promise<Uint8Array | undefined> {
  const answer = await arrived(request, {});
  if (answer.is === "answered") {
    if (answer.status === 404 || answer.status === 410) return undefined;
    throw refused(request.url, `status ${answer.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body) {
    bytes += part.length;
    if (bytes > MOST_SMALL_BYTES) throw refused(request.url, "it is too large for what it is");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function arrived(
  { http, url, signal }: DownloadRequest,
  headers: Readonly<Record<string, string>>,
): Promise<Open | Extract<ReceiveOutcome, { readonly is: "answered" }>> {
  let at = url;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn += 1) {
    const outcome = await http.receive({ url: at, headers, signal, timeoutMs: HEAD_MS });
    signal.throwIfAborted();
    if (outcome.is === "failed")
      throw new BringupError("DOWNLOAD_CUT", `${new URL(at).host} does not answer: ${outcome.why}`);
    if (outcome.is === "open") return outcome;
    const to = redirectOf(outcome, at);
    if (to === undefined) return outcome;
    at = to;
  }
  throw refused(url, "it leads from one address to the next without end");
}

const REDIRECTS = [301, 302, 303, 307, 308];

function redirectOf(
  {
    status,
    headers,
  }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  from: string,
): string | undefined {
  if (!REDIRECTS.includes(status)) return undefined;
  const to = URL.parse(headers.location ?? "", from);
  if (to === null || !/^https?:$/.test(to.protocol)) throw refused(from, "it leads nowhere");
  if (from.startsWith("https:") && to.protocol === "http:")
    throw refused(from, "it leads away from https");
  return to.href;
}

function comingOf({ status, headers, body }: Open, askedFrom: number): Coming {
  const validator = validatorOf(headers);
  const known = validator === undefined ? {} : { validator };
  if (status === 200)
    return { ...known, ...lengthOf(headers["content-length"]), fromByte: 0, body };
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  if (Number(from) !== askedFrom)
    throw new BringupError(
      "DOWNLOAD_REFUSED",
      "the server sent another part than it was asked for",
    );
  return { ...known, ...lengthOf(total), fromByte: askedFrom, body };
}

function lengthOf(text: string | undefined): { readonly totalBytes?: number } {
  return text !== undefined && /^\d{1,15}$/.test(text) ? { totalBytes: Number(text) } : {};
}

/** A weak tag does not promise the same bytes. */
function validatorOf(headers: Readonly<Record<string, string>>): string | undefined {
  const { etag } = headers;
  if (etag !== undefined && !etag.startsWith("W/")) return etag;
  return headers["last-modified"];
}

function refused(url: string, why: string): BringupError {
  return new BringupError("DOWNLOAD_REFUSED", `${url}: ${why}`);
}
