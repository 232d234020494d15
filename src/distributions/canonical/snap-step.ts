import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import type { FoundSnap } from "./artefacts.ts";
import { idle, settled, snapdTrouble } from "./snap-wait.ts";
import { acknowledge, actOnSnap, askSnapd, sideload } from "./snapd.ts";

export interface SnapParams {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** What vouches for it. */
  readonly assertions: string;
  /** `this`: the very revision. `any`: others use it too, and snapd keeps it up to date itself. */
  readonly revision: "this" | "any";
}

export interface SnapStepOptions extends Pick<SnapParams, "name" | "revision"> {
  readonly isFormed: boolean;
}

/** A snap from a file, vouched for by its assertions: no store is asked. */
export function snapStep(
  { snap, assertions }: FoundSnap,
  { name, revision, isFormed }: SnapStepOptions,
): Step {
  const { path, sizeBytes } = snap;
  const params: SnapParams = { name, path, sizeBytes, assertions: assertions.path, revision };
  return {
    id: `canonical.snap-${name}`,
    kind: "canonical.snap",
    title: `Install snap ${name} from ${snap.name}, ${formatBytes(sizeBytes)}`,
    params,
    inputsDigest: digestOf([params, snap.sha256, assertions.sha256]),
    impact: "none",
    undo: isFormed ? "none" : "compensate",
    usualMs: 30_000,
    limit: { noProgressMs: 180_000, totalMs: 1_200_000 },
    rerun: "safe",
  };
}

export const snapHandler = defineHandler<SnapParams, "canonical.snap">("canonical.snap", {
  check: installed,
  async preview({ name, path }) {
    return [{ subject: `snap ${name}`, lines: [{ sign: "+", text: `from ${path}` }] }];
  },
  async capture({ name }, { host, signal }) {
    const found = await askSnapd.snap(host, name, signal);
    return { had: found.is === "told" };
  },
  async run(params, context) {
    const { name, path, sizeBytes, assertions } = params;
    const { host, signal, report } = context;
    await idle(context);
    // Begun before a cut, snapd went on by itself.
    const before = await installed(params, context);
    if (before.is === "done") return report({ evidence: before.message });
    const text = await host.files.read(assertions);
    if (text === undefined) throw snapdTrouble(`snap ${name}`, `${assertions} is missing`);
    const known = await acknowledge(host, text, signal);
    if (known.is !== "told") throw snapdTrouble(`the assertions of snap ${name}`, known.why);
    const begun = await sideload(host, {
      ...{ path, sizeBytes, signal, isClassic: name === "k8s" },
      onBytes: (done, total) =>
        report({ evidence: `snap ${name} goes to snapd`, done, total, unit: "bytes" }),
    });
    await settled(`snap ${name}`, begun, context);
    const after = await installed(params, context);
    if (after.is !== "done") throw snapdTrouble(`snap ${name}`, after.message);
    report({ evidence: after.message });
  },
  async undo({ name }, captured, context) {
    if (captured.had === false) await removeSnap(name, context);
  },
});

async function installed(
  { name, assertions, revision }: SnapParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const found = await askSnapd.snap(host, name, signal);
  if (found.is === "down") return todo(`${name} is not installed: ${found.why}`);
  if (found.is === "refused")
    return found.kind === "snap-not-found" ? todo(`${name} is not installed`) : unclear(found.why);
  const { revision: present, version, status } = found.value;
  if (status !== "active") return todo(`${name} is ${status}`);
  if (revision === "any") return done(`${name} ${version} is installed`);
  const wanted = revisionIn((await host.files.readText(assertions)) ?? "");
  if (wanted === undefined) return unclear(`${assertions} names no revision`);
  return present === wanted
    ? done(`${name} ${version}, revision ${present}, is installed`)
    : todo(`${name} is installed as revision ${present}, not ${wanted}`);
}

/** Of the snap that a stream of assertions vouches for. */
export function revisionIn(assertions: string): string | undefined {
  return /^snap-revision: (\d+)$/m.exec(assertions)?.[1];
}

/** With all of its data. What is gone already is no trouble; what others stand on stays. */
export async function removeSnap(name: string, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  await idle(context);
  const found = await askSnapd.snap(host, name, signal);
  if (found.is === "refused" && found.kind === "snap-not-found") return;
  const begun = await actOnSnap(host, name, { action: { action: "remove", purge: true }, signal });
  try {
    await settled(`removing snap ${name}`, begun, context);
    report({ evidence: `removed snap ${name}` });
  } catch (thrown) {
    signal.throwIfAborted();
    if (name === "k8s" || !(thrown instanceof BringupError)) throw thrown;
    report({ evidence: `snap ${name} stays: ${thrown.message}` });
  }
}
