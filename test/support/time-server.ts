import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";

export interface TimeServerOptions {
  /** How far its clock is ahead of this machine's. */
  readonly aheadMs?: number;
  /** 3: it is not synchronised. */
  readonly leap?: 0 | 3;
  /** Sends everybody away with this word. */
  readonly kiss?: string;
  /** Answers a question nobody asked. */
  readonly hasWrongCookie?: true;
  readonly host?: string;
  readonly port?: number;
}

export interface TimeServer {
  readonly at: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

const EPOCH_SEC = 2_208_988_800;

/** A time server (RFC 5905) with a clock of its own. The slow lane runs this file alone on another machine: no imports of ours. */
export async function startTimeServer(
  t: Pick<TestContext, "after">,
  options: TimeServerOptions = {},
): Promise<TimeServer> {
  const { host = "127.0.0.1", port = 0 } = options;
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("message", (question, from) => {
    socket.send(answerTo(question, options), from.port, from.address);
  });
  socket.bind(port, host);
  await once(socket, "listening");
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    socket.close();
    await once(socket, "close");
  };
  t.after(close);
  return { at: { host, port: socket.address().port }, close };
}

function answerTo(question: Buffer, options: TimeServerOptions): Buffer {
  const answer = Buffer.alloc(48);
  answer[0] = ((options.leap ?? 0) << 6) | (4 << 3) | 4;
  answer[1] = options.kiss === undefined ? 2 : 0;
  answer.write(options.kiss ?? "", 12, "latin1");
  question.copy(answer, 24, 40, 48);
  if (options.hasWrongCookie) answer.writeUInt8(answer.readUInt8(24) ^ 0xff, 24);
  const seconds = (Date.now() + (options.aheadMs ?? 0)) / 1000 + EPOCH_SEC;
  for (const offset of [32, 40]) {
    answer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, offset);
    answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), offset + 4);
  }
  return answer;
}
