import type { Actor } from "../engine/index.ts";
import { BringupError, type ErrorView } from "../errors/index.ts";
import type { Answer, Command } from "./commands.ts";
import { type Access, PROTOCOL_VERSION, type Snapshot } from "./contract.ts";
import type { SliceChange } from "./hub.ts";
import type { NodeRows } from "./node-rows.ts";

/** JSON Lines over the agent's unix socket. The client speaks first; both send pings. */
export type ClientMessage =
  | {
      readonly type: "hello";
      readonly protocol: string;
      readonly version: number;
      /** Chosen by the client and kept over reconnects. */
      readonly clientId: string;
      readonly actor: Actor;
      /** It takes events in which only the nodes that changed are told. */
      readonly rows?: true;
    }
  | {
      readonly type: "command";
      readonly id: number;
      readonly key: string;
      readonly command: Command;
    }
  /** Takes the command with this id back; it gets no answer. */
  | { readonly type: "abort"; readonly id: number }
  /** A gap in `seq` was seen: asks for everything again. */
  | { readonly type: "sync" }
  | { readonly type: "ping" };

export type ServerMessage =
  /** `epoch` changes when the agent restarts: what it was told before, it has forgotten. */
  | {
      readonly type: "hello";
      readonly protocol: string;
      readonly version: number;
      readonly epoch: string;
      readonly access: Access;
    }
  | { readonly type: "snapshot"; readonly seq: number; readonly snapshot: Snapshot }
  /** With `rows` the nodes of the value are none: they are those told before, but for these. */
  | ({ readonly type: "event"; readonly seq: number; readonly rows?: NodeRows } & SliceChange)
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly type: "ping" }
  /** The last line before the server closes, with the reason. */
  | { readonly type: "bye"; readonly error: ErrorView };

export const PROTOCOL = "bringup";

/** Longest line either side takes, in bytes. A whole snapshot is far below. */
export const LONGEST_LINE_BYTES = 4 * 1024 * 1024;

/** Each side pings this often, and takes the other for dead after three silent intervals (30 s). */
export const HEARTBEAT_MS = 10_000;
export const SILENT_HEARTBEATS = 3;

export function encode(message: ClientMessage | ServerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

export function mismatch(message: string): BringupError {
  return new BringupError("PROTOCOL_MISMATCH", message);
}

/** Throws `PROTOCOL_MISMATCH` unless the other side speaks our version of our protocol. */
export function requireSameProtocol(hello: { protocol: string; version: number }): void {
  if (hello.protocol !== PROTOCOL) throw mismatch("the other side speaks another protocol");
  if (hello.version === PROTOCOL_VERSION) return;
  throw mismatch(`protocol version ${hello.version} here meets version ${PROTOCOL_VERSION}`);
}

/** Cuts a byte stream into lines and parses each; throws `PROTOCOL_MISMATCH` for what is no message. */
export function createLineReader(
  onMessage: (message: RawMessage) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    let rest = chunk;
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      limitLine(bytes + end);
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString("utf8");
      [parts, bytes] = [[], 0];
      rest = rest.subarray(end + 1);
      onMessage(parseLine(line));
    }
    bytes += rest.length;
    limitLine(bytes);
    if (rest.length > 0) parts.push(rest);
  };
}

/** An object with a `type`; nothing more is known of it yet. */
export interface RawMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

const LINE_END = 0x0a;

function limitLine(bytes: number): void {
  if (bytes > LONGEST_LINE_BYTES) throw mismatch("a line is longer than 4 MiB");
}

function parseLine(line: string): RawMessage {
  const value = parsedJson(line);
  if (isRawMessage(value)) return value;
  throw mismatch("a line is not a message of this protocol");
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRawMessage(value: unknown): value is RawMessage {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}
