const BLOCK = 512;

interface TarContent {
  readonly content: string;
  /** Permission bits; a plain text has 0644. */
  readonly mode: number;
}

interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
}

/** A small POSIX tar archive (ustar), the same bytes for the same files. */
export function tarOf(files: Readonly<Record<string, string | TarContent>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([name, file]) => {
    const { content: text, mode } =
      typeof file === "string" ? { content: file, mode: 0o644 } : file;
    const content = new TextEncoder().encode(text);
    return [header({ name, mode, size: content.length }), padded(content)];
  });
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header({ name, mode, size }: TarHeader): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const put = (at: number, text: string) => block.write(text, at, "latin1");
  put(0, name);
  put(100, `${mode.toString(8).padStart(7, "0")}\0`);
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\0");
  put(263, "00");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

function padded(content: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  whole.set(content);
  return whole;
}
