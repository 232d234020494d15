import { type UnpackLimits, type UnpackTarget, unpackEntries } from "./read-entries.ts";

export interface NamedLimits extends Pick<UnpackLimits, "maxEntries" | "maxBytes" | "signal"> {
  /** Of one file that is kept; a longer one is passed over. */
  readonly maxKeptBytes: number;
}

/**
 * The files of these names, by name; everything else is read past and kept nowhere.
 * @throws ARCHIVE_UNSAFE, ARCHIVE_DAMAGED, DISK_FULL for more than `maxBytes`
 */
export async function readNamed(
  source: AsyncIterable<Uint8Array>,
  names: readonly string[],
  { maxKeptBytes, ...limits }: NamedLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const target: UnpackTarget = {
    makeFolder: async () => {},
    has: async (path, bytes) => !names.includes(path) || bytes > maxKeptBytes,
    async write({ path }, content) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      found.set(path, Buffer.concat(chunks));
    },
  };
  const { head, whole } = await withHead(source);
  await unpackEntries(whole, head, target, { ...limits, reserved: [], links: "passed" });
  return found;
}

/** Its first bytes say how it is packed. */
async function withHead(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head = first.done === true ? new Uint8Array() : first.value;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head;
    for (;;) {
      const { done, value } = await chunks.next();
      if (done === true) return;
      yield value;
    }
  }
  return { head, whole: whole() };
}
