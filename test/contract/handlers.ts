import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CheckContext,
  Handler,
  RunContext,
  SecretReader,
  Step,
  UndoRecord,
} from "../../src/engine/index.ts";
import { type MemoryHost, PowerCut } from "../../src/host/index.ts";

/** One step on one machine, with what the contract may expect of its undo. */
export interface HandlerCase {
  readonly title: string;
  readonly handler: Handler;
  readonly step: Step;
  host(): MemoryHost;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What undo does not bring back, for `compensate`: lines of the dump that start so are ignored. */
  readonly undoIgnores?: readonly string[];
  /** Kinds that only look have nothing to do when all is well. */
  readonly onlyLooks?: true;
}

/** What every handler promises; run it over every kind there is. */
export function handlerContract(given: HandlerCase): void {
  const { title } = given;
  if (given.onlyLooks) return;
  test(`${title}: the plan says what would change, and no secret`, () => planShows(given));
  test(`${title}: carried out it is done, and again changes nothing`, () => runsOnce(given));
  test(`${title}: looking changes nothing`, () => looksOnly(given));
  test(`${title}: a power cut at any point ends in the same state`, () => survivesCuts(given));
  if (given.step.undo !== "none") {
    test(`${title}: taken back, the host is as before`, () => goesBack(given));
    test(`${title}: cut at any point, it can be taken back`, () => goesBackAfterCuts(given));
    test(`${title}: cut on the way back, it goes back all the same`, () => goesBackInTwo(given));
  }
}

async function planShows(given: HandlerCase): Promise<void> {
  const host = given.host();
  const context = contextOf(host, given);
  assert.equal((await given.handler.check(given.step.params, context)).is, "todo");
  const changes = await given.handler.preview(given.step.params, context);
  assert.ok(changes.some((change) => change.lines.some((line) => line.sign !== " ")));
  const shown = JSON.stringify([changes, given.step]);
  for (const value of Object.values(given.secrets ?? {})) assert.ok(!shown.includes(value));
}

async function runsOnce(given: HandlerCase): Promise<void> {
  const host = given.host();
  const context = contextOf(host, given);
  await given.handler.run(given.step.params, context);
  assert.ok(context.evidence.length > 0, "it reports what it did");
  assert.equal((await given.handler.check(given.step.params, context)).is, "done");
  const after = await dump(host);
  await given.handler.run(given.step.params, context);
  assert.equal(await dump(host), after);
}

async function looksOnly(given: HandlerCase): Promise<void> {
  const host = given.host();
  const context = contextOf(host, given);
  await given.handler.check(given.step.params, context);
  await given.handler.preview(given.step.params, context);
  await given.handler.capture?.(given.step.params, context);
  assert.deepEqual(host.effects, []);
}

async function survivesCuts(given: HandlerCase): Promise<void> {
  const clean = given.host();
  await given.handler.run(given.step.params, contextOf(clean, given));
  const wanted = await dump(clean);
  for (const point of points(clean)) {
    const host = given.host();
    await cutAt(host, point, () => given.handler.run(given.step.params, contextOf(host, given)));
    const context = contextOf(host, given);
    if ((await given.handler.check(given.step.params, context)).is !== "done")
      await given.handler.run(given.step.params, context);
    assert.equal((await given.handler.check(given.step.params, context)).is, "done", point.title);
    assert.equal(await dump(host), wanted, point.title);
  }
}

async function goesBack(given: HandlerCase): Promise<void> {
  const host = given.host();
  const context = contextOf(host, given);
  const before = await dump(host, given.undoIgnores);
  const captured = (await given.handler.capture?.(given.step.params, context)) ?? {};
  const saved = JSON.parse(JSON.stringify(captured));
  await given.handler.run(given.step.params, context);
  await given.handler.undo?.(given.step.params, saved, context);
  assert.equal(await dump(host, given.undoIgnores), before);
  await given.handler.undo?.(given.step.params, saved, context);
  assert.equal(await dump(host, given.undoIgnores), before, "a second time");
}

async function goesBackAfterCuts(given: HandlerCase): Promise<void> {
  const clean = given.host();
  await given.handler.run(given.step.params, contextOf(clean, given));
  const first = given.host();
  first.powerCut();
  await first.boot();
  const before = await dump(first, given.undoIgnores);
  for (const point of points(clean)) {
    const host = given.host();
    const captured = await given.handler.capture?.(given.step.params, contextOf(host, given));
    await cutAt(host, point, () => given.handler.run(given.step.params, contextOf(host, given)));
    await given.handler.undo?.(given.step.params, captured ?? {}, contextOf(host, given));
    assert.equal(await dump(host, given.undoIgnores), before, point.title);
  }
}

/** The way back is cut as well: it is begun again, and ends where it should. */
async function goesBackInTwo(given: HandlerCase): Promise<void> {
  const clean = given.host();
  const saved = await carriedOut(given, clean);
  const from = clean.effects.length;
  await given.handler.undo?.(given.step.params, saved, contextOf(clean, given));
  const first = given.host();
  first.powerCut();
  await first.boot();
  const before = await dump(first, given.undoIgnores);
  for (const point of points(clean, from)) {
    const host = given.host();
    const captured = await carriedOut(given, host);
    const undo = async () =>
      await given.handler.undo?.(given.step.params, captured, contextOf(host, given));
    await cutAt(host, point, undo);
    await undo();
    assert.equal(await dump(host, given.undoIgnores), before, point.title);
  }
}

async function carriedOut(given: HandlerCase, host: MemoryHost): Promise<UndoRecord> {
  const context = contextOf(host, given);
  const captured = (await given.handler.capture?.(given.step.params, context)) ?? {};
  await given.handler.run(given.step.params, context);
  return captured;
}

interface Point {
  readonly index: number;
  readonly phase: "before" | "after";
  readonly title: string;
}

/** Both sides of every side effect from the given one on. */
function points(clean: MemoryHost, from = 0): readonly Point[] {
  return clean.effects.slice(from).flatMap((what, index) =>
    (["before", "after"] as const).map((phase) => ({
      index,
      phase,
      title: `cut ${phase} effect ${index + 1}, ${what}`,
    })),
  );
}

async function cutAt(host: MemoryHost, point: Point, act: () => Promise<void>): Promise<void> {
  let seen = 0;
  const first = host.effects.length;
  const stop = host.onSideEffect(({ phase }) => {
    if (phase !== point.phase) return;
    if (seen === point.index) throw new PowerCut();
    seen += 1;
  });
  await assert.rejects(act(), PowerCut, point.title);
  stop();
  assert.ok(host.effects.length - first <= point.index + 1, point.title);
  host.powerCut();
  await host.boot();
}

interface TestContext extends RunContext {
  readonly evidence: string[];
}

export function contextOf(
  host: MemoryHost,
  { secrets = {} }: Pick<HandlerCase, "secrets">,
): TestContext & CheckContext {
  const evidence: string[] = [];
  return {
    host,
    secrets: secretsOf(secrets),
    signal: new AbortController().signal,
    evidence,
    report: (progress) => evidence.push(progress.evidence),
  };
}

/** Secrets that are at hand. */
export function secretsOf(values: Readonly<Record<string, string>>): SecretReader {
  return {
    read: async (name) => values[name],
    matches: (name, value) => (name in values ? values[name] === value : undefined),
  };
}

/** Secrets that were given once and are wiped by now. */
export function wipedSecretsOf(values: Readonly<Record<string, string>>): SecretReader {
  return { ...secretsOf(values), read: async () => undefined };
}

/** The whole machine as text: folders, files with mode and content, links, units. */
export async function dump(host: MemoryHost, ignored: readonly string[] = []): Promise<string> {
  const lines = await dumpFolder(host, "/");
  const kept = lines.filter((line) => !ignored.some((start) => line.startsWith(start)));
  return kept.join("\n");
}

async function dumpFolder(host: MemoryHost, folder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of (await host.files.list(folder)) ?? []) {
    const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
    const stat = await host.files.stat(path);
    const mode = stat?.mode.toString(8);
    if (stat?.kind === "directory")
      lines.push(`${path}/ ${mode}`, ...(await dumpFolder(host, path)));
    else if (stat?.kind === "link") lines.push(`${path} -> ${await host.files.readLink(path)}`);
    else lines.push(`${path} ${mode} ${JSON.stringify(host.text(path))}`);
    if (/\.service$/.test(name)) lines.push(await dumpUnit(host, name));
  }
  return lines;
}

async function dumpUnit(host: MemoryHost, unit: string): Promise<string> {
  const shown = await host.units.show(unit);
  if (shown.is !== "known") return `unit ${unit} ${shown.is}`;
  const { active, sub, enabled } = shown.value;
  return `unit ${unit} ${active} ${sub} ${enabled}`;
}
