import { EventEmitter } from "node:events";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Standard input and output of a terminal whose other end is a test. */
export function ttyEnds(size: Size, onSent: (text: string) => void) {
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: () => stdin,
    resume: () => stdin,
    pause: () => stdin,
  });
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    ...size,
    write(text: string) {
      onSent(text);
      return true;
    },
  });
  return {
    stdin,
    stdout,
    /** Neither our terminal nor Ink uses more of a stream than this. */
    streams: {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
    },
  };
}
