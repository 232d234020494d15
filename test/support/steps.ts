import {
  type Candidate,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type RunHandle,
  type Step,
  type StepLimit,
  todo,
} from "../../src/engine/index.ts";

interface Line {
  readonly path: string;
  readonly text: string;
}

/** The smallest honest step: a file with one line, judged by reading it. */
export const lineHandler: Handler = defineHandler<Line>("test.line", {
  async check({ path, text }, { host }) {
    const found = await host.files.readText(path);
    return found === text ? done(`${path} is current`) : todo(`${path} differs`);
  },
  async preview({ path, text }, { host }) {
    const found = await host.files.readText(path);
    const removed = found === undefined ? [] : [{ sign: "-" as const, text: found }];
    return [{ subject: path, lines: [...removed, { sign: "+", text }] }];
  },
  async capture({ path }, { host }) {
    const before = await host.files.readText(path);
    return before === undefined ? { absent: true } : { before };
  },
  async run({ path, text }, { host, report }) {
    await host.files.writeAtomic(path, text, { mode: 0o644 });
    report({ evidence: `wrote ${path}` });
  },
  async undo({ path }, captured, { host }) {
    if (typeof captured.before !== "string") return await host.files.remove(path);
    await host.files.writeAtomic(path, captured.before, { mode: 0o644 });
  },
});

/** A step in which somebody cancels the run, and wants everything taken back. */
export function cancelHandler(handle: () => RunHandle | undefined): Handler {
  return defineHandler("test.cancel", {
    check: async () => todo("not yet"),
    preview: async () => [],
    async run(_params, { signal }) {
      handle()?.cancel({ actor: { user: "ada", from: "tty1" }, undo: true });
      signal.throwIfAborted();
    },
  });
}

export const LIMIT: StepLimit = { noProgressMs: 5000, totalMs: 20_000 };

export function lineStep(name: string, more: Partial<Step> = {}): Step {
  const params = { path: `/etc/${name}`, text: name };
  return {
    id: name,
    kind: "test.line",
    title: `Write ${name}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "exact",
    usualMs: 1,
    limit: LIMIT,
    rerun: "safe",
    ...more,
  };
}

export function candidateOf(...steps: readonly Step[]): Candidate {
  return { steps, skipped: [], blocked: [] };
}
