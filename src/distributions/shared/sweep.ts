import { dirname } from "node:path";
import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type HostView,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { guardOf } from "./founded-guard.ts";
import { killLeftovers } from "./killall.ts";
import { observeOwnership } from "./ownership.ts";
import type { ServerKind } from "./server-kind.ts";

export interface SweepParams {
  readonly cluster: string;
  /** Besides its data, which goes last: files and whole folders that nothing else uses. */
  readonly paths: readonly string[];
}

/** Removes a cluster from this host: what runs outside of its unit, its links, its files, its data. */
export function sweepStep({ id, title }: ServerKind, params: SweepParams): Step {
  return {
    id: `${id}.sweep`,
    kind: `${id}.sweep`,
    title: `Remove ${title} cluster ${params.cluster} with all its data`,
    params,
    inputsDigest: digestOf(params),
    impact: "data-loss",
    undo: "none",
    usualMs: 5_000,
    limit: { noProgressMs: 90_000, totalMs: 600_000 },
    rerun: "safe",
  };
}

/** The claim goes last: until then a cut leaves data that is known to be ours. */
export function sweepHandler(kind: ServerKind): Handler<string, SweepParams> {
  return defineHandler<SweepParams>(`${kind.id}.sweep`, {
    async check({ cluster, paths }, { host }) {
      const owner = await observeOwnership(host, kind);
      if (owner.is === "unknown") throw new Error(owner.why);
      if (owner.is === "known") {
        const { by, evidence, cluster: found } = owner.value;
        if (by === "someone-else")
          return blocked(`this host holds ${evidence}`, "Remove it the way it was set up.");
        if (found !== cluster)
          return blocked(`this host belongs to cluster ${found}`, `Name ${found} to remove it.`);
      }
      const left = await presentOf([...paths, kind.data], host);
      if (left.length === 0) return done("nothing of it is left");
      return todo(`${left.length} of its files and folders are here`);
    },
    async preview({ paths }, { host }) {
      const present = await presentOf([...paths, kind.data], host);
      const lines = present.map((path) => ({ sign: "-" as const, text: path }));
      return [{ subject: `${kind.title} on this host`, lines }];
    },
    async run({ paths }, context) {
      const { host, report, signal } = context;
      await killLeftovers(kind, context);
      for (const path of await presentOf(paths, host)) {
        signal.throwIfAborted();
        await host.files.removeTree(path);
        report({ evidence: `removed ${path}` });
      }
      await removeData(kind, context);
      await removeEmptyParents(kind, context);
      await host.units.reload();
    },
  });
}

async function removeData({ data, claim }: ServerKind, context: RunContext): Promise<void> {
  const { host, report } = context;
  const names = (await host.files.list(data)) ?? [];
  for (const name of names.filter((each) => `${data}/${each}` !== claim)) {
    await host.files.removeTree(`${data}/${name}`);
    report({ evidence: `removed ${data}/${name}` });
  }
  await host.files.removeTree(data);
  if ((await host.files.stat(data)) === undefined) return;
  throw new BringupError("STEP_FAILED", `${data} could not be removed`, {
    hint: `See what is mounted below it (findmnt -R ${data}), then resume.`,
  });
}

/** Others of the same maker may have something in them. */
async function removeEmptyParents(
  kind: ServerKind,
  { host: { files } }: RunContext,
): Promise<void> {
  const { configFolders, data } = kind;
  for (const folder of [...configFolders, dirname(data), dirname(guardOf(kind))])
    if ((await files.list(folder))?.length === 0) await files.removeTree(folder);
}

async function presentOf(paths: readonly string[], host: HostView): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return paths.filter((_, index) => stats[index] !== undefined);
}
