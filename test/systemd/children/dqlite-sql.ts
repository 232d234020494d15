// `PORT SQL`: runs it in the database of a Dqlite node, and prints every word of what it says.
import { connect } from "node:net";

const LIMIT_MS = 60_000;
const OPEN = 3;
const EXEC_SQL = 8;
const QUERY_SQL = 9;
const FAILURE = 0;

const [port = "", sql = ""] = process.argv.slice(2);

function word(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from(value), Buffer.alloc(8 - (Buffer.byteLength(value) % 8))]);
}

function message(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(body.byteLength / 8);
  header[4] = type;
  return Buffer.concat([header, body]);
}

async function converse(): Promise<string> {
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(word(1n));
  let got = Buffer.alloc(0);
  const chunks = socket[Symbol.asyncIterator]();
  const answer = async (request: Buffer): Promise<Buffer> => {
    socket.write(request);
    for (;;) {
      const length = got.byteLength < 8 ? Infinity : 8 + got.readUInt32LE() * 8;
      if (got.byteLength >= length) {
        const whole = got.subarray(0, length);
        got = got.subarray(length);
        if (whole[4] === FAILURE) throw new Error(whole.subarray(16).toString());
        return whole.subarray(8);
      }
      const { value, done } = await chunks.next();
      if (done === true) throw new Error("it hung up");
      got = Buffer.concat([got, value]);
    }
  };
  try {
    const opened = await answer(message(OPEN, text("marks"), word(0n), text("")));
    const database = word(BigInt(opened.readUInt32LE()));
    const type = /^select/i.test(sql) ? QUERY_SQL : EXEC_SQL;
    return (await answer(message(type, database, text(sql)))).toString("latin1");
  } finally {
    socket.destroy();
  }
}

const until = performance.now() + LIMIT_MS;
for (;;) {
  try {
    const said = await converse();
    process.stdout.write(`${(said.match(/[\w-]+/g) ?? []).join(" ")}\n`);
    break;
  } catch (thrown) {
    // It starts, or looks for its leader.
    if (performance.now() > until) throw thrown;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
