import { execFile, spawn } from "node:child_process";
import { hasHalfBlocks } from "./font/half-blocks.ts";

const LIMIT_MS = 2000;

/** Bits a second of the line behind this descriptor; `undefined`: not to be had. */
export async function readBaud(descriptor: number): Promise<number | undefined> {
  const speed = Number(await stty(descriptor, ["speed"]));
  return speed >= 50 ? speed : undefined;
}

/** Tells the device driver its size, so that shells and editors started here know it too. */
export async function publishSize(
  descriptor: number,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Promise<void> {
  await stty(descriptor, ["rows", String(rows), "columns", String(columns)]);
}

/** What the font loaded on a console has; `undefined`: nobody can say. */
export interface FontGlyphs {
  /** All that boxes are drawn with. */
  readonly hasBoxGlyphs: boolean;
  /** All that a QR code is drawn with, two modules to a cell. */
  readonly hasHalfBlocks: boolean;
}

export async function readFontGlyphs(device: string): Promise<FontGlyphs | undefined> {
  const map = await new Promise<string>((resolve) => {
    const args = ["-C", device, "-ou", "/dev/stdout"];
    execFile("setfont", args, { timeout: LIMIT_MS }, (error, stdout) =>
      resolve(error === null ? stdout : ""),
    );
  });
  const known = new Set(
    Array.from(map.matchAll(/U\+([\da-f]{4,6})/gi), ([, code]) =>
      String.fromCodePoint(parseInt(code ?? "", 16)),
    ),
  );
  if (known.size === 0) return undefined;
  const hasBoxGlyphs = [..."─│┌┐└┘├┤┬┴┼█░▒"].every((glyph) => known.has(glyph));
  return { hasBoxGlyphs, hasHalfBlocks: hasHalfBlocks(known) };
}

/** On the open descriptor itself: opening a line by its name could wait for a carrier. */
function stty(descriptor: number, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn("stty", args, {
      stdio: [descriptor, "pipe", "ignore"],
      timeout: LIMIT_MS,
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", () => resolve(""));
    child.on("close", () => resolve(output.trim()));
  });
}
