import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import type { Ownership } from "../driver.ts";
import {
  ARGS,
  ETCD_FOLDER,
  K8S_DQLITE_FOLDER,
  MEMBERSHIP_FOLDER,
  PROVIDER_MARKS,
} from "./paths.ts";

/** Whose cluster lies on this host: nobody forms one of these with this program yet. Absent: no trace of any. */
export function observeOwnership(host: HostView): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const path of PROVIDER_MARKS)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `a cluster run by its Kairos provider (${path})` };
    for (const path of [MEMBERSHIP_FOLDER, K8S_DQLITE_FOLDER, ETCD_FOLDER])
      if (((await host.files.list(path)) ?? []).length > 0)
        return { by: "someone-else", evidence: `data of a cluster (${path})` };
    const args = `${ARGS}/kubelet`;
    if ((await host.files.stat(args)) === undefined) return undefined;
    return { by: "someone-else", evidence: `a node of a cluster (${args})` };
  });
}
