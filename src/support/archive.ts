import { gzipSync } from "node:zlib";
import { TAR_END, tarHeader, tarPadding } from "../archives/index.ts";
import { type DoneItem, digestOfItem, shrink } from "./item.ts";
import { createNames } from "./names.ts";

/** Where the bytes of a bundle go, one after the other. */
export interface BundleSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** The bundle as it is written: files of a tar, each compressed by itself, so that its size is known before. */
export interface Archive {
  /** `undefined`: it has no room, and is not in it. Cut at its old end where that helps. */
  add(path: string, item: DoneItem): Promise<Added | undefined>;
  /** Past the limit too: a bundle without its manifest is of little use. */
  addLast(path: string, text: string): Promise<void>;
  end(): Promise<void>;
  bytes(): number;
}

export interface Added {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly isCut: boolean;
}

export interface ArchiveOptions {
  readonly sink: BundleSink;
  /** Of the folder that everything is in. */
  readonly name: string;
  /** Compressed. */
  readonly maxBytes: number;
  readonly atMs: number;
}

/** For headers and the manifest. */
const RESERVED_BYTES = 256 * 1024;

export function createArchive({ sink, name, maxBytes, atMs }: ArchiveOptions): Archive {
  const nameOf = createNames();
  let written = 0;
  /** What is still on its way when the manifest is written comes too late for it. */
  let isSealed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function put(parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) {
      await sink.write(part);
      written += part.length;
    }
  }

  /** One file after the other, whoever has it ready. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function addItem(path: string, item: DoneItem): Promise<Added | undefined> {
    if (isSealed) return undefined;
    const fitting = shrink(item, maxBytes - RESERVED_BYTES - written);
    if (fitting === undefined && item.bytes > 0) return undefined;
    const { pieces, bytes, isCut } = fitting ?? item;
    const inside = nameOf(path);
    await put([
      gzipSync(tarHeader({ path: `${name}/${inside}`, bytes, atMs })),
      ...pieces.map(({ packed }) => packed),
      gzipSync(tarPadding(bytes)),
    ]);
    return { path: inside, bytes, sha256: digestOfItem(fitting ?? item), isCut };
  }

  return {
    add: (path, item) => inTurn(() => addItem(path, item)),
    addLast: (path, text) =>
      inTurn(async () => {
        isSealed = true;
        const plain = Buffer.from(text, "utf8");
        const member = { path: `${name}/${nameOf(path)}`, bytes: plain.length, atMs };
        await put([gzipSync(Buffer.concat([tarHeader(member), plain, tarPadding(plain.length)]))]);
      }),
    end: () => inTurn(() => put([gzipSync(TAR_END)])),
    bytes: () => written,
  };
}
