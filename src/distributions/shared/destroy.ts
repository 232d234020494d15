import type { Candidate, Skipped } from "../../engine/index.ts";
import { unitEnsure } from "../../steps/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { guardOf } from "./founded-guard.ts";
import type { ServerKind } from "./server-kind.ts";
import { SNAPSHOTS } from "./snapshot-set.ts";
import { sweepStep } from "./sweep.ts";

/** What a host has of a cluster besides its data; absolute paths. */
export interface Inventory {
  /** Ours and the service's, wherever the host keeps its files. */
  readonly files: readonly string[];
  /** Placed by us; on Kairos they are the image's. */
  readonly placed: readonly string[];
  /** What the kernel was told: it forgets it at its next start. */
  readonly kernel: readonly string[];
  /** What is kept on purpose. */
  readonly stays?: readonly Skipped[];
}

/** Shared by every kubelet; nothing of it outlives the cluster. */
const KUBELET = "/var/lib/kubelet";
/** Left by a server outside of its data: keeping it would let a next cluster refuse this node's name. */
const NODE_PASSWORD = "/etc/rancher/node";

/** Pure. The way a cluster came, backwards: service, then files, then data. There is no way back. */
export function destroyPlan(
  kind: ServerKind,
  inventory: Inventory,
  { cluster, isKairos, seen: { ownership } }: ClusterOperationRequest,
): Candidate {
  const isWorker = ownership?.is === "known" && ownership.value.role === "worker";
  const unit = isWorker ? kind.agentUnit : kind.unit;
  const { files, placed, kernel } = inventory;
  const paths = [
    ...files,
    ...kernel,
    guardOf(kind),
    ...(isKairos ? [] : placed.flatMap((path) => [path, `${path}.prev`])),
    ...kind.configFolders.slice(0, 1),
    NODE_PASSWORD,
    KUBELET,
  ];
  return {
    steps: [
      unitEnsure({
        id: `${kind.id}.down`,
        title: `Stop ${unit}, and do not start it at boot`,
        unit,
        want: "stopped",
        enable: "none",
        impact: "node-down",
      }),
      sweepStep(kind, { cluster, paths }),
    ],
    skipped: leftovers(kind, inventory, isKairos),
    blocked: [],
  };
}

/** Named, so that nobody has to find out. */
function leftovers(
  { program, unit }: ServerKind,
  { kernel, stays = [] }: Inventory,
  isKairos: boolean,
) {
  const left: Skipped[] = [
    {
      title: "Settings of the kernel",
      reason: `${kernel.join(" and ")} go; what they set holds until the next boot`,
    },
    {
      title: "/etc/cni, /opt/cni, and what a network plugin of another maker keeps",
      reason: "other programs may use them; remove them by hand if none does",
    },
    { title: "Volumes outside of the data, logs in /var/log", reason: "they are kept" },
    { title: `Snapshots below ${SNAPSHOTS}`, reason: "they are kept, with the token of each" },
    ...stays,
  ];
  if (isKairos)
    left.push({ title: `${program} and ${unit}`, reason: "part of the image; they stay" });
  return left;
}
