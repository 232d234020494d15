import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export interface PtyRun {
  /** Rows of the screen as a person sees them, trailing blanks removed. */
  rows(): readonly string[];
  text(): string;
  type(keys: string): void;
  /** Waits until the screen satisfies the test; fails with the screen in the message. */
  waitFor(what: string | RegExp | ((text: string) => boolean), timeoutMs?: number): Promise<string>;
  resize(columns: number, rows: number): void;
  /** Another window at the far end of the line, of which nobody tells the driver. */
  reattach(columns: number, rows: number): void;
  kill(signal: string): void;
  readonly pid: number;
  /** Exit code, once the program has ended. */
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

export interface PtyOptions {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly term?: string;
  readonly cwd?: string;
  /** A terminal that answers no question; usual ones say where their cursor is. */
  readonly isMute?: true;
}

/** Runs a program on a real pseudo-terminal with a real emulator as its screen. */
export function runInPty(options: PtyOptions): PtyRun {
  const { columns = 80, rows = 24, term = "xterm-256color" } = options;
  const [program, ...args] = options.argv;
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const pty = spawn(program, args, {
    cols: columns,
    rows,
    name: term,
    cwd: options.cwd ?? process.cwd(),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "/",
      TERM: term,
      ...options.env,
    },
  });
  const watchers = new Set<() => void>();
  pty.onData((data) =>
    screen.write(data, () => {
      for (const watcher of [...watchers]) watcher();
    }),
  );
  if (options.isMute !== true) screen.onData((answer) => pty.write(answer));
  let hasEnded = false;
  const exited = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      hasEnded = true;
      resolve(exitCode === 0 && signal ? 128 + signal : exitCode);
      for (const watcher of [...watchers]) watcher();
    });
  });

  const shownRows = () => {
    const buffer = screen.buffer.active;
    return Array.from({ length: screen.rows }, (_, row) =>
      (buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "").trimEnd(),
    );
  };
  const text = () => shownRows().join("\n");

  return {
    rows: shownRows,
    text,
    type: (keys) => pty.write(keys),
    waitFor(what, timeoutMs = 60_000) {
      const isThere = matcher(what);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(
            new Error(`waited ${timeoutMs} ms for ${String(what)}; the screen shows:\n${text()}`),
          );
        }, timeoutMs);
        const look = () => {
          const now = text();
          if (!isThere(now)) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(now);
        };
        watchers.add(look);
        look();
      });
    },
    resize(nextColumns, nextRows) {
      screen.resize(nextColumns, nextRows);
      pty.resize(nextColumns, nextRows);
    },
    reattach: (nextColumns, nextRows) => screen.resize(nextColumns, nextRows),
    kill: (signal) => pty.kill(signal),
    pid: pty.pid,
    exited,
    async close() {
      if (!hasEnded) pty.kill("SIGKILL");
      await exited;
      screen.dispose();
    },
  };
}

function matcher(what: string | RegExp | ((text: string) => boolean)): (text: string) => boolean {
  if (typeof what === "function") return what;
  if (typeof what === "string") return (text) => text.includes(what);
  return (text) => what.test(text);
}

/** What the keys of a person send. */
export const KEYS = {
  enter: "\r",
  escape: "\u001b",
  tab: "\t",
  up: "\u001b[A",
  down: "\u001b[B",
  home: "\u001b[H",
  end: "\u001b[F",
  redraw: "\f",
  interrupt: "\u0003",
} as const;
