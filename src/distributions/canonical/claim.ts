import { defineHandler } from "../../engine/index.ts";
import {
  type HostClaim,
  type HostClaimParams,
  hostClaimParts,
  hostClaimStep,
} from "../shared/host-claim.ts";
import { observeOwnership } from "./ownership.ts";
import { CLAIM, KUBERNETES } from "./paths.ts";
import { sweepFiles } from "./sweep-files.ts";

const CLAIMED: HostClaim = { id: "canonical", place: KUBERNETES, file: CLAIM, observeOwnership };

/**
 * The first thing written, so that a cluster found later is known to be ours. Taking it back removes
 * what this run began outside of the snap, which nobody has used yet: after the commit there is no undo.
 */
export const claimStep = (params: HostClaimParams) => hostClaimStep(CLAIMED, params);

export const claimHandler = defineHandler<HostClaimParams, "canonical.claim">("canonical.claim", {
  ...hostClaimParts(CLAIMED),
  async capture(_params, { host }) {
    return { hadFolder: (await host.files.stat(KUBERNETES)) !== undefined };
  },
  async undo(_params, captured, context) {
    await sweepFiles(context);
    const { files } = context.host;
    await files.remove(CLAIM);
    const left = await files.list(KUBERNETES);
    if (captured.hadFolder !== true && left?.length === 0) await files.remove(KUBERNETES);
  },
});
