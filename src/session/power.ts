import type { Snapshot } from "./contract.ts";

/** What has to be typed where stopping this host is not safe: the cluster's name, else the host's. */
export function powerWord({ document, host }: Snapshot): string {
  const { hostname, edgeId } = host;
  return document.effective.spec.cluster?.name || hostname || (edgeId?.id ?? "lose data");
}
