import { StringDecoder } from "node:string_decoder";
import { sanitize } from "../../text/index.ts";

const LONGEST_LINE = 64 * 1024;

/** Keeps the first bytes that a program prints, for what comes later can only be cut. */
export function createHead(maxBytes: number) {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    add(chunk: Buffer): void {
      const room = maxBytes - size;
      if (room <= 0) return;
      const part = chunk.subarray(0, room);
      parts.push(part);
      size += part.length;
    },
    text: () => Buffer.concat(parts).toString("utf8"),
  };
}

/** Keeps the last bytes: of complaints, the end says why. */
export function createTail(maxBytes: number) {
  let kept = Buffer.alloc(0);
  return {
    add(chunk: Buffer): void {
      kept = Buffer.concat([kept, chunk]);
      if (kept.length > maxBytes) kept = kept.subarray(kept.length - maxBytes);
    },
    text: () => kept.toString("utf8"),
  };
}

/** Splits a stream into lines that are safe to print. */
export function createLines(onLine: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    add(chunk: Buffer): void {
      rest += decoder.write(chunk);
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(sanitize(line.replace(/\r$/, "")));
      if (rest.length > LONGEST_LINE) {
        onLine(sanitize(rest));
        rest = "";
      }
    },
    end(): void {
      if (rest !== "") onLine(sanitize(rest));
      rest = "";
    },
  };
}
