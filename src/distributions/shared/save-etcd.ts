import type { RunContext } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { trailerProblem } from "./etcd-trailer.ts";
import { programAt } from "./installed-version.ts";
import { runProgram } from "./run-program.ts";
import type { ServerKind } from "./server-kind.ts";
import { type SnapshotRecord, serviceFolder } from "./snapshot-set.ts";

const LOOK_EVERY_MS = 1000;

export interface SaveTo {
  readonly folder: string;
  readonly name: string;
}

/** The service saves its own etcd, and lists it with those it takes by itself; here a copy is kept. */
export async function saveEtcd(
  kind: ServerKind,
  { folder, name }: SaveTo,
  context: RunContext,
): Promise<SnapshotRecord["files"]> {
  const { host, signal, report } = context;
  await awaitActive(kind.unit, context);
  const before = await savedAs(kind, name, context);
  const program = (await programAt(host, kind)) ?? kind.program;
  const argv = [program, "etcd-snapshot", "save", "--name", name] as const;
  await runProgram(
    argv,
    { timeoutMs: 590_000, hint: "See that etcd has a leader, then resume." },
    context,
  );
  const file = (await savedAs(kind, name, context)).find((found) => !before.includes(found));
  if (file === undefined)
    throw new BringupError(
      "STEP_FAILED",
      `${program} says it saved ${name}, and there is no such file`,
    );
  const from = `${serviceFolder(kind.database)}/${file}`;
  const problem = await trailerProblem(host, from, signal);
  if (problem !== undefined) throw new BringupError("STEP_FAILED", problem);
  const sha256 = (await host.files.sha256(from, { signal })) ?? "";
  await host.files.copy(from, `${folder}/${file}`, {
    mode: 0o600,
    sha256,
    signal,
    onBytes: (done, total) => report({ evidence: `keeping ${file}`, done, total, unit: "bytes" }),
  });
  const sizeBytes = (await host.files.stat(`${folder}/${file}`))?.sizeBytes ?? 0;
  return [{ name: file, sizeBytes, sha256 }];
}

/** Files that the service made of this name: it adds the node and the time, seconds. */
async function savedAs(
  { database }: ServerKind,
  name: string,
  { host }: RunContext,
): Promise<readonly string[]> {
  const all = (await host.files.list(serviceFolder(database))) ?? [];
  return all.filter((file) => file.startsWith(`${name}-`) && /-\d+$/.test(file));
}

/** After a boot it is on its way: it says so itself once it serves. @throws UNIT_FAILED */
async function awaitActive(unit: string, { host, signal, report }: RunContext): Promise<void> {
  let last = "";
  for (;;) {
    const shown = await host.units.show(unit);
    const state = shown.is === "known" ? shown.value.active : shown.is;
    if (state === "active") return;
    if (state !== "activating" && state !== "reloading")
      throw new BringupError("UNIT_FAILED", `${unit} is ${state}, and etcd is asked through it`);
    if (state !== last) report({ evidence: `${unit} is ${state}` });
    last = state;
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}
