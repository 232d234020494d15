import type { Fact, HostView } from "../../engine/index.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest } from "../driver.ts";
import { observeServer, observeServerAccess } from "../shared/observe-server.ts";
import { K3S } from "./kind.ts";

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export function observe(request: ObserveRequest): Promise<ClusterObservation> {
  return observeServer(K3S, request);
}

export function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  return observeServerAccess(K3S, host);
}
