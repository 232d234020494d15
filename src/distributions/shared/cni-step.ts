import type { Step } from "../../engine/index.ts";
import { kubeApplyStep } from "../../kube/index.ts";
import type { Artefact } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";

interface Network {
  /** Nothing where a network comes otherwise, or none does. */
  readonly manifest: Artefact | undefined;
  readonly podCidr: string;
  readonly isFormed: boolean;
}

/** The network of the pods, as its maker writes it down. */
export function cniSteps(
  { id, kubeconfig }: Pick<ServerKind, "id" | "kubeconfig">,
  { manifest, podCidr, isFormed }: Network,
): readonly Step[] {
  if (manifest === undefined) return [];
  return [
    kubeApplyStep({
      id: `${id}.cni`,
      title: `Apply ${manifest.name} to the cluster`,
      manifest: manifest.path,
      sha256: manifest.sha256,
      kubeconfig,
      podCidr,
      // Before it is formed, the claim takes everything along when it is taken back.
      undo: isFormed ? "none" : "compensate",
    }),
  ];
}
