import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { Argv, CommandOutcome, ProbeOptions } from "../../engine/index.ts";
import { endGroup } from "./group.ts";
import { createHead, createLines, createTail } from "./output.ts";

export interface RunOptions extends ProbeOptions {
  readonly input?: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  onLine?(line: string): void;
}

const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_OUTPUT_BYTES = 1024 ** 2;
/** How long output may still come when the program itself has ended: a daemon it left behind keeps the pipe. */
const DRAIN_MS = 500;

/** What every program of ours is given, and nothing else of our own environment. */
export function fixedEnvironment(
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { PATH: SYSTEM_PATH, LANG: "C", HOME: process.env.HOME ?? "/root", ...given };
}

/**
 * Runs one program in a process group of its own. Whatever ends it early (time, the signal, our
 * own exit) ends the whole group.
 */
export async function runCommand(argv: Argv, options: RunOptions): Promise<CommandOutcome> {
  if (options.signal?.aborted) return { is: "killed", by: "cancelled", stderr: "" };
  const { execa } = await import("execa");
  const [program, ...args] = argv;
  const maxBytes = options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES;
  const child = execa(program, args, {
    env: options.env,
    extendEnv: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    buffer: false,
    reject: false,
    killDescendants: true,
    forceKillAfterDelay: false,
  });
  const stdout = createHead(maxBytes);
  const stderr = createTail(maxBytes);
  const follow = [
    { stream: child.stdout, keep: stdout },
    { stream: child.stderr, keep: stderr },
  ];
  const lines = follow.map(({ stream, keep }) => {
    const split = createLines((line) => options.onLine?.(line));
    stream?.on("data", (chunk: Buffer) => {
      keep.add(chunk);
      split.add(chunk);
    });
    return split;
  });
  const end = endedEarly(child, options);
  const first = await Promise.race([child, leftBehind(child.nodeChildProcess), end.reason]);
  // The leader may go first; the answer waits for the whole group.
  const ended = end.isStopping() ? await end.reason : first;
  end.dispose();
  for (const split of lines) split.end();
  if (typeof ended === "object" && ended !== null && "code" in ended) {
    const refused = notStarted(argv, ended.code, options.cwd);
    if (refused) return refused;
  }
  if (ended === "timed-out")
    return { is: "timed-out", afterMs: end.timeoutMs, stderr: stderr.text() };
  if (ended === "cancelled") return { is: "killed", by: "cancelled", stderr: stderr.text() };
  const { signalCode, exitCode } = child.nodeChildProcess;
  if (signalCode) return { is: "killed", by: signalCode, stderr: stderr.text() };
  return { is: "exited", exitCode: exitCode ?? 1, stdout: stdout.text(), stderr: stderr.text() };
}

function notStarted(
  argv: Argv,
  code: unknown,
  cwd: string | undefined,
): CommandOutcome | undefined {
  const program = argv[0];
  if (code === "ENOENT" && cwd !== undefined && !existsSync(cwd))
    return { is: "denied", why: `${program}: its working directory ${cwd} is missing` };
  if (code === "ENOENT" || code === "ENOTDIR") return { is: "missing", program };
  if (code === "EACCES") return { is: "denied", why: `${program}: not executable` };
  if (typeof code === "string") return { is: "denied", why: `${program}: ${code}` };
  return undefined;
}

/** Watches time and the signal; its reason comes only when the whole group is gone. */
function endedEarly(child: { readonly pid?: number | undefined }, options: RunOptions) {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { promise: reason, resolve } = Promise.withResolvers<"timed-out" | "cancelled">();
  let stopping = false;
  const stop = (why: "timed-out" | "cancelled") => {
    if (stopping) return;
    stopping = true;
    const gone = child.pid === undefined ? Promise.resolve() : endGroup(child.pid);
    gone.then(
      () => resolve(why),
      () => resolve(why),
    );
  };
  const timer = setTimeout(stop, timeoutMs, "timed-out");
  const onAbort = () => stop("cancelled");
  options.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reason,
    timeoutMs,
    isStopping: () => stopping,
    dispose() {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
    },
  };
}

function leftBehind(child: Pick<ChildProcess, "once" | "stdout" | "stderr">): Promise<undefined> {
  return new Promise((resolve) => {
    child.once("exit", () => {
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(undefined);
      }, DRAIN_MS).unref();
    });
  });
}
