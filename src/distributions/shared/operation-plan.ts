import type { Blocked, Candidate, Step } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import type { ServerKind } from "./server-kind.ts";
import type { StoreName } from "./snapshot-set.ts";
import type { WaitKind } from "./wait.ts";

/** What an operation is done to, and how its end is waited for. */
export interface Operated {
  readonly kind: ServerKind;
  readonly waits: WaitKind;
}

/**
 * What was found before the first step decided them: in the middle of it the host looks another way. Each
 * step looks again for itself before it changes anything.
 */
export function goingOn(approved: readonly Step[]): Candidate {
  return { steps: approved, skipped: [], blocked: [] };
}

/** Why nothing may be done to the cluster on this host under this name. */
export function within(
  { title }: Pick<ServerKind, "title">,
  { cluster, seen: { ownership } }: Pick<ClusterOperationRequest, "cluster" | "seen">,
): Blocked[] {
  if (ownership?.is === "unknown")
    return [
      {
        code: "CLUSTER_UNKNOWN",
        message: `cannot tell whether a cluster lies on this host: ${ownership.why}`,
        hint: "Clear that up, then plan again.",
      },
    ];
  const owner = ownership?.is === "known" ? ownership.value : undefined;
  if (owner?.by === "this-tool" && owner.cluster === cluster && owner.committed === true) return [];
  const message =
    owner?.by === "someone-else"
      ? `this host holds ${owner.evidence}, which bringup did not make`
      : `no ${title} cluster ${cluster} was formed on this host`;
  const hint = "Name the cluster that bringup status shows.";
  return [{ code: "CLUSTER_FOREIGN", message, hint }];
}

export type Store =
  | { readonly is: "known"; readonly name: StoreName }
  | { readonly is: "refused"; readonly why: Blocked };

/** What keeps its state, where this host can save and bring back that. */
export function storeOf({ stores }: Pick<ClusterOperationRequest, "stores">): Store {
  const kind = stores.is === "known" ? stores.value[0]?.kind : undefined;
  if (kind === "etcd" || kind === "sqlite") return { is: "known", name: kind };
  const why = stores.is === "unknown" ? stores.why : "there is none on this host";
  return {
    is: "refused",
    why: {
      code: "DATASTORE_UNKNOWN",
      message:
        kind === undefined
          ? `the datastore cannot be read: ${why}`
          : "an external datastore keeps the state of this cluster",
      hint: "Save and restore it with the tools of the datastore itself.",
    },
  };
}

/** For what is done to the state of a cluster, or to its servers; who leaves may be a worker too. */
export function serverOnly(
  { title }: Pick<ServerKind, "title">,
  { seen: { ownership } }: Pick<ClusterOperationRequest, "seen">,
): readonly Blocked[] {
  if (ownership?.is !== "known" || ownership.value.role !== "worker") return [];
  return [
    {
      code: "OPERATION_NOT_OFFERED",
      message: `this host is a worker: ${title} keeps nothing of the cluster here`,
      hint: "Do it on a server of the cluster.",
    },
  ];
}
