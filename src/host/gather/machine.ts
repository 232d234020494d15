import { spawn } from "node:child_process";
import { constants, open } from "node:fs/promises";
import type { Argv } from "../../engine/index.ts";
import { createDiskFiles } from "../disk/files.ts";
import { normalPath } from "../paths.ts";
import { endGroup } from "../process/group.ts";
import { createTail } from "../process/output.ts";
import { fixedEnvironment } from "../process/run-command.ts";
import type { Gather, Gathered, GatherOptions, ReadOptions } from "./gather.ts";

const STDERR_BYTES = 16 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** A program that is asked to end has so long, milliseconds: nobody waits for what it has to say. */
const GRACE_MS = 300;
/** How long output may still come when the program itself has ended. */
const DRAIN_MS = 500;

/** The machine this program runs on. */
export function createMachineGather(): Gather {
  return {
    files: createDiskFiles({ toRead: normalPath, toWrite: normalPath }),
    read: readFile,
    run: runProgram,
  };
}

async function* readFile(path: string, { maxBytes, keep, signal }: ReadOptions) {
  // Not a device nor a pipe that waits for a writer, whatever the name leads to by now.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    let at = keep === "last" ? Math.max(0, size - maxBytes) : 0;
    for (let left = maxBytes; left > 0; ) {
      signal.throwIfAborted();
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, size === 0 ? null : at);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
      left -= bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** In a process group of its own: what ends it early ends all it started. */
async function runProgram(argv: Argv, options: GatherOptions): Promise<Gathered> {
  if (options.signal.aborted) return { is: "cancelled" };
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: fixedEnvironment(),
    cwd: "/",
  });
  const refused = Promise.withResolvers<Gathered>();
  child.once("error", (thrown: NodeJS.ErrnoException) => refused.resolve(notStarted(thrown)));
  const stderr = createTail(STDERR_BYTES);
  child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
  const { promise: stopped, resolve: stop } = Promise.withResolvers<Gathered>();
  const timer = setTimeout(
    () => stop({ is: "timed-out", stderr: stderr.text() }),
    options.timeoutMs,
  );
  const onAbort = () => stop({ is: "cancelled" });
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([refused.promise, stopped, poured(child, options, stderr.text)]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", onAbort);
    if (child.pid !== undefined) await endGroup(child.pid, GRACE_MS);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

async function poured(
  child: ReturnType<typeof spawn>,
  { onBytes }: GatherOptions,
  stderr: () => string,
): Promise<Gathered> {
  const code = new Promise<number>((resolve) => {
    child.once("exit", (exitCode) => {
      resolve(exitCode ?? 128);
      // A daemon it left behind may keep the pipe.
      setTimeout(() => child.stdout?.destroy(), DRAIN_MS).unref();
    });
  });
  try {
    for await (const chunk of child.stdout ?? []) {
      if (!(await onBytes(chunk as Buffer))) return { is: "enough" };
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  }
  return { is: "exited", exitCode: await code, stderr: stderr() };
}

function notStarted({ code, message }: NodeJS.ErrnoException): Gathered {
  if (code === "ENOENT" || code === "ENOTDIR") return { is: "missing" };
  return { is: "denied", why: code === "EACCES" ? "not executable" : message };
}
