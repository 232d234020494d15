import { defineHandler, type RunContext, type UndoRecord } from "../../engine/index.ts";
import {
  type HostClaim,
  type HostClaimParams,
  hostClaimParts,
  hostClaimStep,
} from "../shared/host-claim.ts";
import { killLeftovers } from "./leftovers.ts";
import { observeOwnership } from "./ownership.ts";
import {
  AUDIT_LOGS,
  BOOTSTRAP_CONF,
  CLAIM,
  ETCD_DATA,
  KUBECONFIGS,
  KUBELET,
  KUBERNETES,
  MANIFESTS,
  PKI,
} from "./paths.ts";

const CLAIMED: HostClaim = { id: "kubeadm", place: PKI, file: CLAIM, observeOwnership };

/**
 * The first thing written, so that keys found later are known to be ours. Taking it back removes what
 * this run began, which nobody has used yet: after the commit there is no undo.
 */
export const claimStep = (params: HostClaimParams) => hostClaimStep(CLAIMED, params);

/** Made by kubeadm, kubelet and etcd; innermost first. */
const FOLDERS = [MANIFESTS, PKI, KUBERNETES, ETCD_DATA, KUBELET, AUDIT_LOGS];

export const claimHandler = defineHandler<HostClaimParams, "kubeadm.claim">("kubeadm.claim", {
  ...hostClaimParts(CLAIMED),
  async capture(_params, { host }) {
    const stats = await Promise.all(FOLDERS.map((path) => host.files.stat(path)));
    return { had: FOLDERS.filter((_, index) => stats[index] !== undefined) };
  },
  async undo(_params, captured, context) {
    await killLeftovers(context);
    await removeBegun(captured, context);
  },
});

async function removeBegun(captured: UndoRecord, { host: { files } }: RunContext): Promise<void> {
  const had = Array.isArray(captured.had) ? captured.had : FOLDERS;
  for (const path of [...KUBECONFIGS, BOOTSTRAP_CONF]) await files.remove(path);
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
