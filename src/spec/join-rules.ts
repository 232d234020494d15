import { error, type Unplaced } from "./issue.ts";
import { isMap } from "./path.ts";

/** What holds between the fields that say how this host comes into a cluster. */
export function joinRules(cluster: Readonly<Record<string, unknown>>): readonly Unplaced[] {
  const { role, join, vip, controlPlaneEndpoint, vipInterface } = cluster;
  const found: Unplaced[] = [];
  if (role === "worker" && !isMap(join))
    found.push(
      error(
        at("role"),
        "is worker, and nothing says which cluster it joins",
        "Add join: with a server and a token of that cluster, or leave role out.",
      ),
    );
  if (role === "worker" && cluster.runsApplications === false)
    found.push(
      error(at("runsApplications"), "is false on a worker, which does nothing else", "Remove it."),
    );
  if (vip !== undefined && controlPlaneEndpoint !== undefined)
    found.push(
      error(
        at("controlPlaneEndpoint"),
        "is given beside vip: a cluster has one endpoint",
        "Keep vip where nodes announce the address themselves, the other where somebody else does.",
      ),
    );
  if (vipInterface !== undefined && vip === undefined)
    found.push(error(at("vipInterface"), "is given without vip", "Add vip, or remove it."));
  return found;
}

const at = (field: string) => ["spec", "cluster", field];
