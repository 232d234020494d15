import { type Blocked, knownValue } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import type { KeptStore } from "./saved-files.ts";

type Stores = ClusterOperationRequest["stores"];

const WELL: readonly string[] = ["OK", "single copy", "AT RISK"];

/** Pure. distributions.md 8.3 rules 2 and 7, for both stores: each is well, and goes on without this member. */
export function wellObstacles(stores: Stores): readonly Blocked[] {
  return (knownValue(stores) ?? []).flatMap(({ title, verdict, members }) => {
    if (!WELL.includes(verdict.is)) return [atRisk(`${title}: ${verdict.why}`)];
    const away = members.filter(
      ({ isThisHost, reach, role }) => role === "pending" || (!isThisHost && reach !== "online"),
    );
    if (away.length > 0)
      return [atRisk(`${title}: not well: ${away.map(({ name }) => name).join(", ")}`)];
    const own = members.find(({ isThisHost }) => isThisHost);
    // Of two either one is missed, whoever is stopped: for a moment, and all of it is known.
    const isFew = members.length < 3;
    return own === undefined || isFew || own.stop.answer === "yes"
      ? []
      : [atRisk(`${title}: ${own.stop.why}`)];
  });
}

export function atRisk(message: string): Blocked {
  const hint = "Wait until bringup status shows every member well, then plan again.";
  return { code: "QUORUM_AT_RISK", message, hint };
}

export type Kept =
  | { readonly is: "kept"; readonly store: KeptStore }
  | { readonly is: "refused"; readonly why: Blocked };

/** Pure. What this host keeps of the objects of Kubernetes; both stores have to be known to say so. */
export function keptStore(stores: Stores): Kept {
  if (stores.is !== "known")
    return refused(stores.is === "unknown" ? stores.why : "there is none on this host");
  const membership = stores.value.find(({ id }) => id === "membership");
  const objects = stores.value.find(({ id }) => id === "kubernetes");
  if (membership === undefined) return refused("the membership store is not on this host");
  if (objects?.kind === "etcd") return { is: "kept", store: "etcd" };
  if (objects?.kind === "dqlite") return { is: "kept", store: "k8s-dqlite" };
  const isForeign = objects?.kind === "external" && objects.source !== "nobody";
  return refused(
    isForeign
      ? "an external datastore keeps the objects of this cluster"
      : `what keeps the objects of Kubernetes is not known: ${objects?.notes?.[0] ?? "nothing says so"}`,
  );
}

function refused(message: string): Kept {
  const hint =
    "See bringup status; an external datastore is saved and restored with its own tools.";
  return { is: "refused", why: { code: "DATASTORE_UNKNOWN", message, hint } };
}
