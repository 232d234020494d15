/** One line without its end; what was longer than allowed was left out, and counted. */
export interface CutLine {
  readonly bytes: Buffer;
  readonly cutBytes: number;
}

export interface LineCutter {
  /** The lines that this ends. */
  add(chunk: Buffer): readonly CutLine[];
  /** What was begun and never ended. */
  rest(): readonly CutLine[];
}

const LINE_END = 0x0a;

/** Bytes as lines: of one without an end no more is kept than of any other. */
export function createLineCutter(maxBytes: number): LineCutter {
  let parts: Buffer[] = [];
  let keptBytes = 0;
  let cutBytes = 0;

  function keep(part: Buffer): void {
    const room = Math.max(0, maxBytes - keptBytes);
    cutBytes += Math.max(0, part.length - room);
    if (room === 0 || part.length === 0) return;
    const kept = part.subarray(0, room);
    parts.push(kept);
    keptBytes += kept.length;
  }

  function take(): CutLine {
    const only = parts.length === 1 ? parts[0] : undefined;
    const line = { bytes: only ?? Buffer.concat(parts), cutBytes };
    [parts, keptBytes, cutBytes] = [[], 0, 0];
    return line;
  }

  return {
    add(chunk) {
      const lines: CutLine[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
        keep(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    rest: () => (keptBytes + cutBytes > 0 ? [take()] : []),
  };
}
