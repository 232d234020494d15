import type { Fact, HostView } from "../../engine/index.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest } from "../driver.ts";
import { observeServer, observeServerAccess } from "../shared/observe-server.ts";
import { sharedEndpoint } from "../shared/virtual-address.ts";
import { K3S } from "./kind.ts";
import { announcedVip } from "./spec.ts";

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { cluster } = request;
  const endpoint = sharedEndpoint(cluster, cluster && announcedVip(cluster));
  return observeServer(K3S, { ...request, endpoint });
}

export function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  return observeServerAccess(K3S, host);
}
