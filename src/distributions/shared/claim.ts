import {
  blocked,
  defineHandler,
  done,
  type Fact,
  type Handler,
  knownValue,
  type RunContext,
  type Step,
  todo,
  type UndoRecord,
  type Verdict,
} from "../../engine/index.ts";
import type { Ownership } from "../driver.ts";
import {
  type HostClaimParams,
  hostClaimParts,
  hostClaimStep,
  notClaimedFor,
} from "./host-claim.ts";
import { killLeftovers } from "./killall.ts";
import { observeOwnership } from "./ownership.ts";
import type { ServerKind } from "./server-kind.ts";

export interface ClaimParams extends HostClaimParams {
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
  return hostClaimStep({ id, place: data }, params);
}

export function claimHandler(kind: ServerKind): Handler<string, ClaimParams> {
  const { claim, data } = kind;
  const { preview, run } = hostClaimParts({
    ...{ id: kind.id, place: data, file: claim },
    observeOwnership: (host) => observeOwnership(host, kind),
  });
  return defineHandler<ClaimParams>(`${kind.id}.claim`, {
    async check(params, { host }) {
      const owner = await observeOwnership(host, kind);
      const refused = notClaimedFor(params, owner) ?? otherRole(params, owner);
      if (refused !== undefined) return refused;
      for (const folder of params.folders)
        if ((await host.files.stat(folder)) === undefined) return todo(`${folder} is missing`);
      return done(`claimed by ${claim}`);
    },
    preview,
    async capture(_params, { host }) {
      const [found, parent] = await Promise.all([host.files.stat(data), host.files.stat(PARENT)]);
      return { hadData: found !== undefined, hadParent: parent !== undefined };
    },
    async run(params, context) {
      await run(params, context);
      for (const folder of params.folders)
        await context.host.files.makeDirectory(folder, { mode: 0o700 });
    },
    async undo(_params, captured, context) {
      await killLeftovers(kind, context);
      await removeData(kind, context, captured);
    },
  });
}

/** A server and an agent are different services. */
function otherRole({ cluster, role }: ClaimParams, owner: Fact<Ownership>): Verdict | undefined {
  const found = knownValue(owner)?.role;
  if (found === role) return undefined;
  return blocked(
    `this host is a ${found ?? "control plane"} of cluster ${cluster}`,
    "Let it leave, then join it again as what it shall be.",
  );
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
