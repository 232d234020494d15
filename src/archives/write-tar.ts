// POSIX.1-2017, pax: "ustar Interchange Format" and "pax Header Block".
const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

export interface TarMember {
  readonly path: string;
  readonly bytes: number;
  /** Wall time. */
  readonly atMs: number;
}

/** What stands before the bytes of a file. A long name gets a header of its own. */
export function tarHeader(member: TarMember): Buffer {
  const split = splitName(member.path);
  if (split !== undefined) return header(member, split, "0");
  const record = paxRecord("path", member.path);
  const pax = { ...member, bytes: record.length };
  const short = {
    name: Buffer.from(member.path).subarray(0, NAME_BYTES).toString("latin1"),
    prefix: "",
  };
  return Buffer.concat([
    header(pax, { name: "pax/long-name", prefix: "" }, "x"),
    record,
    tarPadding(record.length),
    header(member, short, "0"),
  ]);
}

/** Zeros up to the next whole block. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
}

export const TAR_END = Buffer.alloc(2 * BLOCK);

interface Names {
  readonly name: string;
  readonly prefix: string;
}

/** Cut at a slash, so that both parts have room; `undefined`: there is no such slash. */
function splitName(path: string): Names | undefined {
  if (Buffer.byteLength(path) <= NAME_BYTES) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) > PREFIX_BYTES) return undefined;
    if (Buffer.byteLength(name) <= NAME_BYTES) return { name, prefix };
  }
  return undefined;
}

function header({ bytes, atMs }: TarMember, { name, prefix }: Names, type: "0" | "x"): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, NAME_BYTES);
  block.write(octal(0o600, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(bytes, 11), 124);
  block.write(octal(Math.max(0, Math.floor(atMs / 1000)), 11), 136);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write("ustar\u000000", 257, "latin1");
  block.write(prefix, 345, PREFIX_BYTES);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\u0000 `, 148, "latin1");
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");

/** `LENGTH path=NAME\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + `${length}`.length !== length) length = rest + `${length}`.length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
