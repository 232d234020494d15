import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import type { Ownership } from "../driver.ts";
import { foreignTo } from "../shared/foreign.ts";
import {
  ARGS,
  CLAIM,
  COMMIT,
  ETCD_FOLDER,
  K8S_DQLITE_FOLDER,
  MEMBERSHIP_FOLDER,
  PROVIDER_MARKS,
} from "./paths.ts";

/** Any of them means that this host is not free; the files of kubeadm are here too, under the same names. */
export const FOREIGN = [
  ...foreignTo("canonical").filter(({ path }) => !path.startsWith("/etc/kubernetes/")),
  { path: "/var/lib/kubelet/kubeadm-flags.env", what: "a kubeadm node" },
  { path: "/etc/kubernetes/manifests/kube-apiserver.yaml", what: "a kubeadm control plane" },
  ...PROVIDER_MARKS.map((path) => ({ path, what: "a cluster run by its Kairos provider" })),
];

const record = z.object({ cluster: z.string(), role: z.literal("worker").optional() });

/** Whose cluster lies on this host. Absent: no trace of any. */
export function observeOwnership(host: HostView): Promise<Fact<Ownership>> {
  return factOf(async () => {
    for (const { path, what } of FOREIGN)
      if ((await host.files.stat(path)) !== undefined)
        return { by: "someone-else", evidence: `${what} (${path})` };
    const claim = recordIn(await host.files.readText(CLAIM));
    if (claim !== undefined) {
      const { cluster, role } = claim;
      const committed = recordIn(await host.files.readText(COMMIT))?.cluster === cluster;
      const worker = role === undefined ? {} : { role };
      return { by: "this-tool", evidence: CLAIM, cluster, committed, ...worker };
    }
    const other = await findOther(host);
    return other === undefined ? undefined : { by: "someone-else", evidence: other };
  });
}

async function findOther(host: HostView): Promise<string | undefined> {
  for (const path of [MEMBERSHIP_FOLDER, K8S_DQLITE_FOLDER, ETCD_FOLDER])
    if (((await host.files.list(path)) ?? []).length > 0) return `data of a cluster (${path})`;
  const args = `${ARGS}/kubelet`;
  const isNode = (await host.files.stat(args)) !== undefined;
  return isNode ? `a node of a cluster (${args})` : undefined;
}

function recordIn(text: string | undefined) {
  return record.safeParse(readJson(text ?? "")).data;
}
