import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  type UndoRecord,
} from "../../engine/index.ts";
import { killLeftovers } from "./leftovers.ts";
import { observeOwnership } from "./ownership.ts";
import {
  AUDIT_LOGS,
  CLAIM,
  ETCD_DATA,
  KUBECONFIGS,
  KUBELET,
  KUBERNETES,
  MANIFESTS,
  PKI,
} from "./paths.ts";

export interface ClaimParams {
  readonly cluster: string;
}

/**
 * The first thing written, so that keys found later are known to be ours. Taking it back removes what
 * this run began, which nobody has used yet: after the commit there is no undo.
 */
export function claimStep(params: ClaimParams): Step {
  return {
    id: "kubeadm.claim",
    kind: "kubeadm.claim",
    title: `Claim ${PKI} for cluster ${params.cluster}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 100,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

/** Made by kubeadm, kubelet and etcd; innermost first. */
const FOLDERS = [MANIFESTS, PKI, KUBERNETES, ETCD_DATA, KUBELET, AUDIT_LOGS];

export const claimHandler = defineHandler<ClaimParams, "kubeadm.claim">("kubeadm.claim", {
  async check({ cluster }, { host }) {
    const owner = await observeOwnership(host);
    if (owner.is === "unknown") throw new Error(owner.why);
    if (owner.is === "absent") return todo("nothing lies there yet");
    const { by, evidence, cluster: found } = owner.value;
    if (by === "someone-else") return blocked(`this host holds ${evidence}`, "Remove it first.");
    if (found === cluster) return done(`claimed by ${CLAIM}`);
    return blocked(`this host belongs to cluster ${found}`, "Remove that cluster first.");
  },
  async preview({ cluster }) {
    return [{ subject: CLAIM, lines: [{ sign: "+", text: `cluster ${cluster}` }] }];
  },
  async capture(_params, { host }) {
    const stats = await Promise.all(FOLDERS.map((path) => host.files.stat(path)));
    return { had: FOLDERS.filter((_, index) => stats[index] !== undefined) };
  },
  async run({ cluster }, { host, signal, report }) {
    const text = `${JSON.stringify({ cluster })}\n`;
    await host.files.writeAtomic(CLAIM, text, { mode: 0o600, signal });
    report({ evidence: `wrote ${CLAIM}` });
  },
  async undo(_params, captured, context) {
    await killLeftovers(context);
    await removeBegun(captured, context);
  },
});

async function removeBegun(captured: UndoRecord, { host: { files } }: RunContext): Promise<void> {
  const had = Array.isArray(captured.had) ? captured.had : FOLDERS;
  for (const path of KUBECONFIGS) await files.remove(path);
  for (const folder of [MANIFESTS, ETCD_DATA, KUBELET]) await empty(folder);
  if (!had.includes(AUDIT_LOGS)) await files.removeTree(AUDIT_LOGS);
  // The claim goes last: until then a cut leaves keys that are known to be ours.
  for (const name of (await files.list(PKI)) ?? [])
    if (`${PKI}/${name}` !== CLAIM) await files.removeTree(`${PKI}/${name}`);
  await files.remove(CLAIM);
  for (const folder of FOLDERS)
    if (!had.includes(folder) && (await files.list(folder))?.length === 0)
      await files.remove(folder);

  async function empty(folder: string): Promise<void> {
    for (const name of (await files.list(folder)) ?? [])
      await files.removeTree(`${folder}/${name}`);
  }
}
