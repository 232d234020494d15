import { PassThrough, Readable, Writable } from "node:stream";
import { runCli, type World } from "../../src/cli/index.ts";
import type { HostIO, HostView } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createInProcessClient } from "../../src/session/index.ts";
import { createFakeHub, type FakeHub } from "./fake-hub.ts";

export interface CliBench {
  readonly hub: FakeHub;
  /** Files that were written for the person, by path. */
  readonly written: ReadonlyMap<string, string>;
  /** Runs one command line to its end. */
  run(...argv: readonly string[]): Promise<CliResult>;
  /** What was printed so far, for commands that go on. */
  stdout(): string;
  /** At standard input, where it was not given whole. */
  type(text: string): void;
  /** As Ctrl-C does. */
  interrupt(): void;
  /** The reader of standard output goes away, as `| head -1` does. */
  closeReader(): void;
}

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliBenchOptions {
  readonly hub?: FakeHub;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly host?: HostView;
  /** The machine itself, for commands that change it without an engine. */
  readonly changed?: HostIO;
  readonly env?: Readonly<Record<string, string>>;
  readonly where?: "agent" | "in-process";
  readonly columns?: number;
  readonly isTty?: boolean;
  readonly internal?: (name: string, args: readonly string[]) => number;
}

/** The command line in this process, over a fake engine, with everything it prints at hand. */
export function createCliBench(options: CliBenchOptions = {}): CliBench {
  const hub = options.hub ?? createFakeHub();
  const stopped = new AbortController();
  const written = new Map<string, string>();
  let isGone = false;
  const sink = () => {
    let text = "";
    const stream = new Writable({
      write(chunk, _encoding, done) {
        if (isGone) return done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
        text += chunk;
        done();
      },
    });
    return { stream, text: () => text };
  };
  const [stdout, stderr] = [sink(), sink()];
  const keyboard = new PassThrough();
  const world: World = {
    version: "0.1.0",
    env: options.env ?? {},
    stdin: options.stdin === undefined ? keyboard : Readable.from([options.stdin]),
    stdout: Object.assign(stdout.stream, {
      isTTY: options.isTty ?? false,
      columns: options.columns ?? 80,
    }),
    stderr: stderr.stream,
    signal: stopped.signal,
    actor: { user: "anna", from: "tty1" },
    async readFile(path) {
      const text = options.files?.[path];
      if (text !== undefined) return text;
      throw new BringupError("DOCUMENT_UNREADABLE", `cannot read ${path}: ENOENT`);
    },
    writeFile: async (path, text) => void written.set(path, text),
    writeSecretFile: async (path, text) => void written.set(path, text),
    async openEngine() {
      const client = createInProcessClient(hub, world.actor);
      return { client, where: options.where ?? "agent", close: () => client.close() };
    },
    openHost: async () => options.host ?? createMemoryHost(),
    ...(options.changed === undefined ? {} : { changeHost: async () => options.changed as HostIO }),
    runAgent: async () => {},
    runConsole: async () => 0,
    runInternal: async (name, args) => options.internal?.(name, args) ?? 0,
  };
  return {
    hub,
    written,
    async run(...argv) {
      const exitCode = await runCli(argv, world);
      return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
    },
    stdout: stdout.text,
    type: (text) => void keyboard.write(text),
    interrupt: () => stopped.abort(),
    closeReader() {
      isGone = true;
    },
  };
}

/** Lines of JSON as values. */
export function jsonLines(text: string): readonly unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
