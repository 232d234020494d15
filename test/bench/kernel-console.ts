import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Watched } from "./client-window.ts";

/** One nobody logs in on, as far as a bench can know. */
const NUMBER = 47;
/** Its cells as code points, and its size. */
const TEXT = `/dev/vcsu${NUMBER}`;
const SIZE = `/dev/vcsa${NUMBER}`;
const BYTES_PER_CELL = 4;

/** A console of the kernel, read from its own memory. Says what is missing. */
export async function openKernelConsole(size: {
  readonly columns: number;
  readonly rows: number;
}): Promise<Watched | string> {
  if (!existsSync("/dev/vcsu")) return "this kernel has no /dev/vcsu";
  const tty = openSync(`/dev/tty${NUMBER}`, "r+");
  // The device of its memory comes a moment after the console.
  for (let tries = 0; tries < 50 && !existsSync(TEXT); tries++) await pause(20);
  const [rows, columns] = readFileSync(SIZE);
  const close = async () => {
    writeSync(tty, "\u001bc");
    closeSync(tty);
    execFileSync("deallocvt", [`${NUMBER}`], { stdio: "ignore" });
  };
  if (rows !== size.rows || columns !== size.columns) {
    await close();
    return `it has ${columns}x${rows} cells instead of ${size.columns}x${size.rows}`;
  }
  return {
    write: (bytes) => void writeSync(tty, bytes),
    rows: async () => rowsIn(readFileSync(TEXT), columns),
    close,
  };
}

function rowsIn(memory: Buffer, columns: number): readonly string[] {
  const codes = Array.from({ length: memory.length / BYTES_PER_CELL }, (_, cell) =>
    memory.readUInt32LE(cell * BYTES_PER_CELL),
  );
  const text = codes.map((code) => String.fromCodePoint(code)).join("");
  return Array.from({ length: codes.length / columns }, (_, row) =>
    text.slice(row * columns, (row + 1) * columns).trimEnd(),
  );
}
