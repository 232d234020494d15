// Over 100 lines: the part of POSIX tar (ustar, pax, GNU long names) that releases are packed with.
import { createGunzip } from "node:zlib";
import { BringupError } from "../../errors/index.ts";

/** A plain file of an archive. */
export interface TarFile {
  /** Below the folder it is unpacked into, without `./` in front. */
  readonly name: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

export interface TarLimits {
  /** Of all contents together; more is a bomb. */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

const BLOCK = 512;
/** Long names and pax headers are short texts. */
const MAX_NAME_BYTES = 64 * 1024;

/**
 * The plain files of a .tar.gz, one at a time and in memory. Folders are passed over; links, devices,
 * names that leave the folder, a bad sum, a cut-off end, or more than the limits end it.
 * @throws ARTEFACT_CORRUPT: it must not be unpacked at all
 */
export async function* readTarGz(bytes: Uint8Array, limits: TarLimits): AsyncGenerator<TarFile> {
  const blocks = createReader(unzipped(bytes));
  let { maxBytes, maxFiles } = limits;
  for (let entry = await nextEntry(blocks); entry !== undefined; entry = await nextEntry(blocks)) {
    const { name, type, size, mode } = entry;
    if (type === "5") continue;
    if (type !== "0" && type !== "\0") throw refused(`${name} in it is no plain file`);
    maxBytes -= size;
    maxFiles -= 1;
    if (maxBytes < 0 || maxFiles < 0) throw refused("it holds far too much");
    yield { name, mode, content: await takePadded(blocks, size) };
  }
}

interface Entry {
  readonly name: string;
  /** `0` a file, `5` a folder, `L` and `x` a name that is too long for its header. */
  readonly type: string;
  readonly size: number;
  readonly mode: number;
}

/** The next one that is no mere name; `undefined`: the end. */
async function nextEntry(blocks: Reader): Promise<Entry | undefined> {
  let longName: string | undefined;
  for (;;) {
    const block = await blocks.take(BLOCK);
    if (block.every((byte) => byte === 0)) return undefined;
    const header = readHeader(block);
    if (!/[Lxg]/.test(header.type)) return { ...header, name: plainName(longName ?? header.name) };
    if (header.size > MAX_NAME_BYTES) throw refused("a name in it is too long");
    const text = (await takePadded(blocks, header.size)).toString("utf8");
    longName = (header.type === "L" ? withoutEnd(text) : paxPath(text)) ?? longName;
  }
}

function refused(why: string, cause?: unknown): BringupError {
  return new BringupError("ARTEFACT_CORRUPT", `the archive is refused: ${why}`, {
    hint: "Copy the artefacts again from where they came.",
    ...(cause === undefined ? {} : { cause }),
  });
}

async function* unzipped(bytes: Uint8Array): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(bytes);
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (thrown) {
    throw refused("it is damaged or cut off", thrown);
  }
}

interface Reader {
  /** Exactly so many bytes. @throws ARTEFACT_CORRUPT at the end. */
  take(size: number): Promise<Buffer>;
}

function createReader(source: AsyncGenerator<Buffer>): Reader {
  let parts: Buffer[] = [];
  let held = 0;
  return {
    async take(size) {
      while (held < size) {
        const next = await source.next();
        if (next.done === true) throw refused("it ends too early");
        parts.push(next.value);
        held += next.value.length;
      }
      const all = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
      parts = [all.subarray(size)];
      held -= size;
      return all.subarray(0, size);
    },
  };
}

async function takePadded(blocks: Reader, size: number): Promise<Buffer> {
  const padded = await blocks.take(Math.ceil(size / BLOCK) * BLOCK);
  return padded.subarray(0, size);
}

function readHeader(block: Buffer): Entry {
  const text = (from: number, to: number) => withoutEnd(block.subarray(from, to).toString("utf8"));
  const octal = (from: number, to: number) => {
    const digits = text(from, to).trim();
    if (!/^[0-7]+$/.test(digits)) throw refused("a header in it is damaged");
    return Number.parseInt(digits, 8);
  };
  const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (octal(148, 156) !== sum) throw refused("the sum of a header in it is wrong");
  const prefix = text(257, 262) === "ustar" ? text(345, 500) : "";
  return {
    name: prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    type: String.fromCharCode(block[156] ?? 0),
    size: octal(124, 136),
    mode: octal(100, 108) & 0o777,
  };
}

/** Texts in headers end with a zero. */
function withoutEnd(text: string): string {
  return text.replace(/\0.*$/s, "");
}

/** `25 path=some/long/name\n` among others. */
function paxPath(text: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(text)?.[1];
}

/** Below the blank are the control characters. */
const ODD = /[^ -\uffff]|\\/;

function plainName(written: string): string {
  const name = written.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  const parts = name === "" || name === "." ? [] : name.split("/");
  const leaves = written.startsWith("/") || parts.some((part) => part === ".." || part === "");
  if (leaves || ODD.test(written))
    throw refused(`the name ${JSON.stringify(written.slice(0, 80))} in it is not allowed`);
  return name;
}
