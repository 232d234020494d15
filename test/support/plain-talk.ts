import { spawn as spawnChild } from "node:child_process";
import { readFileSync } from "node:fs";
import { spawn as spawnPty } from "@lydell/node-pty";

/** A conversation with a program that asks a line at a time, as an expect script has it. */
export interface PlainRun {
  /** Waits for a prompt, types an answer and Enter; gives what was said before it. */
  answer(prompt: string | RegExp, text?: string): Promise<string>;
  /** Waits until the transcript says it. */
  said(what: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Every byte that was printed. */
  transcript(): string;
  type(text: string): void;
  interrupt(): void;
  /** Process of the program a shell on the pty runs. */
  child(): number;
  /** Only a pipe has an end. */
  endInput(): void;
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

interface Device {
  readonly pid: number;
  write(text: string): void;
  interrupt(): void;
  endInput(): void;
  kill(): void;
  onText(listener: (text: string) => void): void;
  readonly exited: Promise<number>;
}

export interface PlainRunOptions {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const talkOverPipe = (options: PlainRunOptions): PlainRun => conversation(overPipe(options));
export const talkOverPty = (options: PlainRunOptions): PlainRun => conversation(overPty(options));

function overPipe({ argv: [program, ...args], env }: PlainRunOptions): Device {
  const child = spawnChild(program, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdout.setEncoding("utf8");
  return {
    pid: child.pid ?? -1,
    write: (text) => child.stdin.write(text),
    interrupt: () => child.kill("SIGINT"),
    endInput: () => child.stdin.end(),
    kill: () => child.kill("SIGKILL"),
    onText: (listener) => child.stdout.on("data", listener),
    exited: new Promise((resolve) => child.once("close", (code) => resolve(code ?? -1))),
  };
}

function overPty({ argv: [program, ...args], env }: PlainRunOptions): Device {
  const pty = spawnPty(program, args, { cols: 80, rows: 24, name: env.TERM ?? "dumb", env });
  return {
    pid: pty.pid,
    write: (text) => pty.write(text),
    interrupt: () => pty.write("\u0003"),
    endInput: () => pty.write("\u0004"),
    kill: () => pty.kill("SIGKILL"),
    onText: (listener) => pty.onData(listener),
    exited: new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode))),
  };
}

function conversation(device: Device): PlainRun {
  let text = "";
  let read = 0;
  let hasEnded = false;
  const watchers = new Set<() => void>();
  const tell = () => {
    for (const watcher of [...watchers]) watcher();
  };
  device.onText((part) => {
    text += part;
    tell();
  });
  const exited = device.exited.then((code) => {
    hasEnded = true;
    tell();
    return code;
  });

  function until(what: string, isSo: () => boolean, timeoutMs = 60_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`no ${what} in:\n${text}`));
      const timer = setTimeout(fail, timeoutMs);
      const look = () => {
        if (!isSo() && !hasEnded) return;
        clearTimeout(timer);
        watchers.delete(look);
        if (isSo()) resolve();
        else fail();
      };
      watchers.add(look);
      look();
    });
  }

  const matches = (what: string | RegExp, part: string) =>
    typeof what === "string" ? part.includes(what) : what.test(part);

  return {
    async answer(prompt, answer = "") {
      const last = () => text.slice(read).split("\n").at(-1) ?? "";
      const isAsked = () => last().endsWith(": ") && matches(prompt, last());
      await until(`prompt ${String(prompt)}`, isAsked);
      const before = text.slice(read);
      read = text.length;
      device.write(`${answer}\n`);
      return before;
    },
    async said(what, timeoutMs) {
      await until(String(what), () => matches(what, text.slice(read)), timeoutMs);
      return text.slice(read);
    },
    transcript: () => text,
    type: device.write,
    interrupt: device.interrupt,
    child: () =>
      Number(readFileSync(`/proc/${device.pid}/task/${device.pid}/children`, "utf8").trim()),
    endInput: device.endInput,
    exited,
    async close() {
      if (!hasEnded) device.kill();
      await exited;
    },
  };
}
