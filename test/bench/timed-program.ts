import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

/** A program of Node on a pseudo-terminal whose bytes are watched by the clock. */
export interface TimedProgram {
  readonly pid: number;
  /** A line of the screen, counted from 1, without blanks at its end. */
  row(number: number): string;
  rows(): readonly string[];
  /**
   * Types and waits until the screen satisfies the test. Milliseconds from the key to the last byte of
   * the frame that did it.
   */
  press(key: string, isThere: () => boolean): Promise<number>;
  waitFor(isThere: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const SIZE = { cols: 80, rows: 24 };
/** A frame has ended when nothing followed for so long. */
const END_OF_FRAME_MS = 8;
const GIVE_UP_MS = 20_000;

export function openTimedProgram(args: readonly string[]): TimedProgram {
  const screen = new xterm.Terminal({ ...SIZE, allowProposedApi: true });
  const pty = spawn(process.execPath, [...args], {
    ...SIZE,
    name: "xterm-256color",
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", LANG: "C.UTF-8" },
  });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  let lastMs = 0;
  let looks = new Set<() => void>();
  pty.onData((data) => {
    lastMs = performance.now();
    screen.write(data, () => {
      for (const look of [...looks]) look();
    });
  });
  const row = (number: number) =>
    (screen.buffer.active.getLine(number - 1)?.translateToString(true) ?? "").trimEnd();
  const rows = () => Array.from({ length: SIZE.rows }, (_, index) => row(index + 1));

  function waitFor(isThere: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        looks.delete(look);
        act();
      };
      const look = () => isThere() && end(resolve);
      const giveUp = () => end(() => reject(new Error(`never came:\n${rows().join("\n")}`)));
      const timer = setTimeout(giveUp, GIVE_UP_MS);
      looks.add(look);
      look();
    });
  }

  /** When the last byte of what is arriving now came. */
  function endOfFrame(): Promise<number> {
    return new Promise((resolve) => {
      const look = () => {
        const silentMs = performance.now() - lastMs;
        if (silentMs >= END_OF_FRAME_MS) resolve(lastMs);
        else setTimeout(look, END_OF_FRAME_MS - silentMs);
      };
      look();
    });
  }

  return {
    pid: pty.pid,
    row,
    rows,
    waitFor,
    async press(key, isThere) {
      const sentMs = performance.now();
      pty.write(key);
      await waitFor(isThere);
      return (await endOfFrame()) - sentMs;
    },
    async close() {
      looks = new Set();
      pty.kill("SIGTERM");
      await exited;
      screen.dispose();
    },
  };
}
