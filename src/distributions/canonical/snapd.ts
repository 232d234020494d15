import { z } from "zod";
import type { HostIO, HostView, HttpOutcome } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";
import { SNAPD_SOCKET } from "./paths.ts";

/** What snapd said over its socket; snapcraft.io/docs/snapd-rest-api. "Down" is an answer too. */
export type SnapdAnswer<T> =
  | { readonly is: "told"; readonly value: T }
  /** `kind`, where it has one, is one of its own words: `snap-not-found`, `snap-change-conflict`. */
  | { readonly is: "refused"; readonly kind: string; readonly why: string }
  | { readonly is: "down"; readonly why: string };

/** The same for what takes its time: followed by its number. */
export type SnapdChange = { readonly is: "begun"; readonly change: string };

const ASK_MS = 10_000;
/** An assertion is looked up in what snapd knows; a snap is copied first. */
const SEND_MS = 60_000;
const UPLOAD_MS = 1_200_000;

const word = z.string().max(2000).default("").transform(sanitize);
const envelope = z.object({
  type: z.enum(["sync", "async", "error"]),
  result: z.unknown().optional(),
  change: z.string().max(100).optional(),
});
const trouble = z.object({ message: word, kind: word });

const snapShape = z.object({
  name: word,
  version: word,
  /** `x1` for one that nobody vouches for. */
  revision: word,
  status: word,
  /** Until when it is not refreshed by itself; absent: it is. */
  hold: z.string().max(100).transform(sanitize).optional(),
});

const changeShape = z.object({
  id: word,
  kind: word,
  summary: word,
  status: word,
  ready: z.boolean().default(false),
  err: word,
  tasks: z.array(z.object({ summary: word, status: word })).default([]),
});
export type Change = z.infer<typeof changeShape>;

/** Every question has its own limit. */
export const askSnapd = {
  /** Refused with `snap-not-found`: it is not installed. */
  snap: (host: HostView, name: string, signal: AbortSignal) =>
    ask(host, `/v2/snaps/${name}`, { shape: snapShape, signal }),
  change: (host: HostView, id: string, signal: AbortSignal) =>
    ask(host, `/v2/changes/${id}`, { shape: changeShape, signal }),
  inProgress: (host: HostView, signal: AbortSignal) =>
    ask(host, "/v2/changes?select=in-progress", { shape: z.array(changeShape).max(1000), signal }),
  /** A new machine first unpacks what its image brought. */
  seeded: (host: HostView, signal: AbortSignal) =>
    ask(host, "/v2/snaps/system/conf?keys=seed.loaded", {
      shape: z.object({ "seed.loaded": z.boolean() }).transform((conf) => conf["seed.loaded"]),
      signal,
    }),
};

async function ask<S extends z.ZodType>(
  host: HostView,
  path: string,
  { shape, signal }: { readonly shape: S; readonly signal: AbortSignal },
): Promise<SnapdAnswer<z.infer<S>>> {
  const url = `http://localhost${path}`;
  const outcome = await host.http.get({
    ...{ url, socketPath: SNAPD_SOCKET, timeoutMs: ASK_MS, signal },
    maxBytes: 4 * 1024 ** 2,
  });
  const said = answerIn(outcome);
  if (said.is !== "told") return said;
  const read = shape.safeParse(said.value.result);
  if (read.success) return { is: "told", value: read.data };
  return { is: "refused", kind: "", why: `${path} has a shape that is not known here` };
}

/** What vouches for a snap, as it was downloaded beside it. */
export async function acknowledge(
  host: HostIO,
  assertions: Uint8Array,
  signal: AbortSignal,
): Promise<SnapdAnswer<unknown>> {
  return answerIn(
    await host.http.send({
      ...{ url: "http://localhost/v2/assertions", socketPath: SNAPD_SOCKET },
      ...{ method: "POST", body: assertions, timeoutMs: SEND_MS, signal },
      headers: { "content-type": "application/x.ubuntu.assertion" },
    }),
  );
}

/** `hold`, `remove`, `revert` and the like, of one snap. */
export async function actOnSnap(
  host: HostIO,
  name: string,
  { action, signal }: { readonly action: object; readonly signal: AbortSignal },
): Promise<SnapdAnswer<unknown> | SnapdChange> {
  return begunIn(
    await host.http.send({
      ...{ url: `http://localhost/v2/snaps/${name}`, socketPath: SNAPD_SOCKET },
      ...{ method: "POST", body: JSON.stringify(action), timeoutMs: SEND_MS, signal },
      headers: { "content-type": "application/json" },
    }),
  );
}

export interface Sideload {
  /** On this host. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly isClassic: boolean;
  readonly signal: AbortSignal;
  onBytes(done: number, total: number): void;
}

const BOUNDARY = "bringup-7d2f0c5a9e41";
const PIECE_BYTES = 1024 ** 2;

/** A snap file goes over the socket in pieces, as `snap install ./FILE` sends it. */
export async function sideload(
  host: HostIO,
  { path, sizeBytes, isClassic, signal, onBytes }: Sideload,
): Promise<SnapdAnswer<unknown> | SnapdChange> {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const head = Buffer.from(
    `${field("action", "install")}${isClassic ? field("classic", "true") : ""}${field("snap-path", path)}` +
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="snap"; filename="${name}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

  async function* parts(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let at = 0; at < sizeBytes; ) {
      const piece = await host.files.read(path, { fromByte: at, maxBytes: PIECE_BYTES });
      if (piece === undefined || piece.byteLength === 0)
        throw new Error(`${path} is shorter than it was`);
      at += piece.byteLength;
      yield piece;
      onBytes(at, sizeBytes);
    }
    yield tail;
  }

  return begunIn(
    await host.http.send({
      ...{ url: "http://localhost/v2/snaps", socketPath: SNAPD_SOCKET, method: "POST" },
      ...{ timeoutMs: UPLOAD_MS, signal },
      headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
      upload: { bytes: head.byteLength + sizeBytes + tail.byteLength, open: parts },
    }),
  );
}

function begunIn(outcome: HttpOutcome): SnapdAnswer<unknown> | SnapdChange {
  const said = answerIn(outcome);
  if (said.is !== "told") return said;
  const { type, change } = said.value;
  if (type !== "async") return { is: "told", value: said.value.result };
  if (change !== undefined) return { is: "begun", change };
  return { is: "refused", kind: "", why: "it began something and did not say what" };
}

function answerIn(outcome: HttpOutcome): SnapdAnswer<z.infer<typeof envelope>> {
  if (outcome.is === "failed")
    return { is: "down", why: `snapd: ${outcome.why.replace(/^localhost: /, "")}` };
  const said = envelope.safeParse(readJson(new TextDecoder().decode(outcome.body)));
  if (!said.success) return { is: "down", why: "snapd gave no answer of snapd" };
  if (said.data.type !== "error") return { is: "told", value: said.data };
  const { message, kind } = trouble.catch({ message: "", kind: "" }).parse(said.data.result);
  const why = message === "" ? `HTTP ${outcome.status}` : message;
  return { is: "refused", kind, why };
}
