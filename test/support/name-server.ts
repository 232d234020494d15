import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { eventually } from "./eventually.ts";

export interface NameServerOptions {
  /** Names without a dot at the end, and their addresses of both families. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly fails?: Readonly<Record<string, "SERVFAIL" | "REFUSED">>;
  /** Names that are never answered. */
  readonly silent?: readonly string[];
  readonly host?: string;
  readonly port?: number;
}

export interface NameServer {
  /** As `HostView.askName` takes it. */
  readonly address: string;
  /** Resolves when a question has come. */
  asked(): Promise<unknown>;
  close(): Promise<void>;
}

const CODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const [A, AAAA] = [1, 28] as const;

/** A name server over UDP (RFC 1035) that knows a few names, as the test likes. */
export async function startNameServer(
  t: Pick<TestContext, "after">,
  options: NameServerOptions,
): Promise<NameServer> {
  const { host = "127.0.0.1", port = 0 } = options;
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  let questions = 0;
  socket.on("message", (question, { address, port: from }) => {
    questions += 1;
    const answer = answerTo(question, options);
    if (answer !== undefined) socket.send(answer, from, address);
  });
  socket.bind(port, host);
  await once(socket, "listening");
  const bound = socket.address();
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    socket.close();
    await once(socket, "close");
  };
  t.after(close);
  return {
    address: host.includes(":") ? `[${host}]:${bound.port}` : `${host}:${bound.port}`,
    asked: () => eventually("a question came", () => questions > 0),
    close,
  };
}

function answerTo(question: Buffer, options: NameServerOptions): Buffer | undefined {
  const { name, end } = nameIn(question, 12);
  const type = question.readUInt16BE(end);
  if (options.silent?.includes(name)) return undefined;
  const known = name === "" ? [] : options.names?.[name];
  const failure = options.fails?.[name] ?? (known === undefined ? "NXDOMAIN" : undefined);
  const wanted = (known ?? []).filter((one) => one.includes(":") === (type === AAAA));
  const records = wanted.map((address) => recordOf(address));
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  // An answer, with recursion, as far as it was asked for.
  head.writeUInt16BE(0x8180 | (failure === undefined ? 0 : CODES[failure]), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, question.subarray(12, end + 4), ...records]);
}

function nameIn(packet: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = start;
  for (let size = packet.readUInt8(at); size > 0; size = packet.readUInt8(at)) {
    labels.push(packet.toString("latin1", at + 1, at + 1 + size));
    at += size + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function recordOf(address: string): Buffer {
  const data = bytesOf(address);
  const head = Buffer.alloc(12);
  // The name is the one of the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(data.length === 4 ? A : AAAA, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array(missing).fill("0"), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}
