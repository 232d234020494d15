import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { Ownership } from "../driver.ts";
import { foreignTo } from "../shared/foreign.ts";
import {
  CLAIM,
  COMMIT,
  ETCD_DATA,
  KUBELET_CONF,
  KUBELET_FLAGS,
  MANIFESTS,
  PKI,
  PROVIDER_MARKS,
} from "./paths.ts";

/** Any of them means that this host is not free. */
export const FOREIGN = [
  ...foreignTo("kubeadm"),
  ...PROVIDER_MARKS.map((path) => ({ path, what: "a cluster run by its Kairos provider" })),
];

const record = z.object({ cluster: z.string(), role: z.literal("worker").optional() });

/** Whose cluster lies on this host. Absent: no trace of any. */
export function observeOwnership(host: HostView): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const { path, what } of FOREIGN)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `${what} (${path})` };
    const claimed = recordIn(await host.files.readText(CLAIM));
    if (claimed !== undefined) {
      const { cluster, role } = claimed;
      const committed = recordIn(await host.files.readText(COMMIT))?.cluster === cluster;
      const own = { by: "this-tool", evidence: CLAIM, cluster, committed } as const;
      return role === undefined ? own : { ...own, role };
    }
    const found = await findOther(host);
    return found === undefined
      ? undefined
      : { by: "someone-else", evidence: `another node made by kubeadm (${found})` };
  });
}

/** Packages bring empty folders, and `kubeadm reset` leaves them; those belong to nobody. */
async function findOther(host: HostView): Promise<string | undefined> {
  for (const path of [KUBELET_CONF, KUBELET_FLAGS])
    if ((await host.files.stat(path)) !== undefined) return path;
  for (const path of [PKI, MANIFESTS, ETCD_DATA])
    if (((await host.files.list(path)) ?? []).length > 0) return path;
  return undefined;
}

function recordIn(text: string | undefined) {
  return record.safeParse(readJson(text ?? "")).data;
}
