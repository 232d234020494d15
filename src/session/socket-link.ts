import { connect } from "node:net";
import { asBringupError, BringupError, type ErrorView } from "../errors/index.ts";
import { watchHeartbeat } from "./heartbeat.ts";
import {
  type ClientMessage,
  createLineReader,
  encode,
  mismatch,
  type RawMessage,
  requireSameProtocol,
  type ServerMessage,
} from "./wire.ts";

/** One connection to an agent, from hello to its end. */
export interface Link {
  send(message: ClientMessage): void;
  close(): void;
}

export interface LinkOptions {
  readonly socketPath: string;
  readonly hello: Extract<ClientMessage, { type: "hello" }>;
  readonly heartbeatMs: number;
  onMessage(message: Exclude<ServerMessage, { type: "ping" | "bye" }>): void;
  /** Exactly once, whoever ended it. */
  onClosed(why: BringupError): void;
}

/** How long an agent may take for its first snapshot, milliseconds. */
const WELCOME_MS = 10_000;

export function openLink(options: LinkOptions): Link {
  const { socketPath, hello, heartbeatMs, onMessage, onClosed } = options;
  const socket = connect(socketPath);
  let isOpen = true;
  let isGreeted = false;

  const end = (why: BringupError) => {
    socket.destroy();
    if (!isOpen) return;
    isOpen = false;
    heartbeat.stop();
    clearTimeout(welcome);
    onClosed(why);
  };
  const send = (message: ClientMessage) => {
    if (socket.writable) socket.write(encode(message));
  };
  const heartbeat = watchHeartbeat({
    everyMs: heartbeatMs,
    beat: () => send({ type: "ping" }),
    onSilence: () => end(unreachable("the agent gave no sign of life for half a minute")),
  });
  const welcome = setTimeout(() => end(unreachable("the agent does not answer")), WELCOME_MS);

  const read = createLineReader((raw) => {
    if (!isOpen) return;
    const message = readServerMessage(raw, isGreeted);
    isGreeted = true;
    if (message.type === "bye") return end(errorOf(message.error));
    if (message.type === "ping") return;
    if (message.type === "snapshot") clearTimeout(welcome);
    onMessage(message);
  });
  socket.on("data", (chunk: Buffer) => {
    heartbeat.heard();
    try {
      read(chunk);
    } catch (thrown) {
      end(asBringupError(thrown));
    }
  });
  socket.on("error", (cause: NodeJS.ErrnoException) => end(refused(socketPath, cause)));
  socket.once("close", () => end(unreachable("the agent closed the connection")));
  send(hello);
  return { send, close: () => end(unreachable("this console closed the connection")) };
}

const TYPES: ReadonlySet<string> = new Set(["hello", "snapshot", "event", "answer", "ping", "bye"]);

/** The agent is trusted once its hello was ours; before that, nothing is. */
function readServerMessage(raw: RawMessage, isGreeted: boolean): ServerMessage {
  if (!isOurs(raw)) throw mismatch(`a message "${raw.type}" from the agent`);
  if (raw.type === "hello") requireSameProtocol(raw);
  else if (!isGreeted && raw.type !== "bye") throw mismatch("the agent did not say hello");
  return raw;
}

function isOurs(raw: RawMessage): raw is RawMessage & ServerMessage {
  return TYPES.has(raw.type);
}

function errorOf({ code, message, hint }: ErrorView): BringupError {
  return new BringupError(code, message, { hint });
}

export function unreachable(message: string, cause?: unknown): BringupError {
  return new BringupError("AGENT_UNREACHABLE", message, { cause });
}

/** Nobody listens on a socket that is still there: whoever listened never took leave. */
export function hasDied({ cause }: BringupError): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

function refused(path: string, cause: NodeJS.ErrnoException): BringupError {
  if (cause.code === "EACCES" || cause.code === "EPERM") {
    return new BringupError("NOT_ROOT", `no permission to use ${path}`, { cause });
  }
  return unreachable(`no agent answers on ${path}`, cause);
}
