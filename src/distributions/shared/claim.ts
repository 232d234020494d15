import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type RunContext,
  type Step,
  todo,
  type UndoRecord,
} from "../../engine/index.ts";
import { killLeftovers } from "./killall.ts";
import { observeOwnership } from "./ownership.ts";
import type { ServerKind } from "./server-kind.ts";

export interface ClaimParams {
  readonly cluster: string;
  /** Made for root alone before anything is written into them, as the service would make them. */
  readonly folders: readonly string[];
}

/** Left by the service outside of its data; keeping it would let a next cluster refuse this node's name. */
const NODE_PASSWORD = "/etc/rancher/node";
/** Shared with other distributions of the same maker. */
const PARENT = "/var/lib/rancher";

/**
 * The first thing written, so that data found later is known to be ours. Taking it back removes the
 * data this run began, which nobody has used yet: after the commit there is no undo.
 */
export function claimStep(
  { id, data }: Pick<ServerKind, "id" | "data">,
  params: ClaimParams,
): Step {
  return {
    id: `${id}.claim`,
    kind: `${id}.claim`,
    title: `Claim ${data} for cluster ${params.cluster}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 100,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

export function claimHandler(kind: ServerKind): Handler<string, ClaimParams> {
  const { claim, data } = kind;
  return defineHandler<ClaimParams>(`${kind.id}.claim`, {
    async check({ cluster, folders }, { host }) {
      const owner = await observeOwnership(host, kind);
      if (owner.is === "unknown") throw new Error(owner.why);
      if (owner.is === "absent") return todo("nothing lies there yet");
      if (owner.value.by === "someone-else")
        return blocked(`this host holds ${owner.value.evidence}`, "Remove it first.");
      if (owner.value.cluster !== cluster)
        return blocked(
          `this host belongs to cluster ${owner.value.cluster}`,
          "Remove that cluster first.",
        );
      for (const folder of folders)
        if ((await host.files.stat(folder)) === undefined) return todo(`${folder} is missing`);
      return done(`claimed by ${claim}`);
    },
    async preview({ cluster }) {
      return [{ subject: claim, lines: [{ sign: "+", text: `cluster ${cluster}` }] }];
    },
    async capture(_params, { host }) {
      const [found, parent] = await Promise.all([host.files.stat(data), host.files.stat(PARENT)]);
      return { hadData: found !== undefined, hadParent: parent !== undefined };
    },
    async run({ cluster, folders }, { host, signal, report }) {
      const text = `${JSON.stringify({ cluster })}\n`;
      await host.files.writeAtomic(claim, text, { mode: 0o600, signal });
      for (const folder of folders) await host.files.makeDirectory(folder, { mode: 0o700 });
      report({ evidence: `wrote ${claim}` });
    },
    async undo(_params, captured, context) {
      await killLeftovers(kind, context);
      await removeData(kind, context, captured);
    },
  });
}

async function removeData(
  { claim, data, ownFiles, configFolders, dataFolders }: ServerKind,
  { host: { files } }: RunContext,
  captured: UndoRecord,
): Promise<void> {
  for (const path of ownFiles) await files.remove(path);
  await files.removeTree(NODE_PASSWORD);
  // The files in them went one by one, before the kubeconfig did.
  for (const folder of configFolders)
    if ((await files.list(folder))?.length === 0) await files.remove(folder);
  // The claim goes last: until then a cut leaves data that is known to be ours.
  for (const folder of dataFolders) await files.removeTree(`${data}/${folder}`);
  await files.remove(claim);
  if (captured.hadData !== true) await files.removeTree(data);
  const left = await files.list(PARENT);
  if (captured.hadParent !== true && left?.length === 0) await files.removeTree(PARENT);
}
