import { type Fact, type HostView, known } from "../../engine/index.ts";
import type { ApiAccess, ApiView, ClusterObservation, ObserveRequest } from "../driver.ts";
import { observeServer, observeServerAccess } from "../shared/observe-server.ts";
import { sharedEndpoint } from "../shared/virtual-address.ts";
import { RKE2 } from "./kind.ts";
import { SUPERVISOR } from "./paths.ts";

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export async function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { cluster } = request;
  const endpoint = sharedEndpoint(cluster, cluster?.vip);
  const seen = await observeServer(RKE2, { ...request, endpoint });
  const isServer = seen.unit.is !== "known" || seen.unit.value.name === RKE2.unit;
  return isServer ? { ...seen, api: await withSupervisor(seen.api, request) } : seen;
}

export function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  return observeServerAccess(RKE2, host);
}

/** Its second port: the API may be well while nobody can join, distributions.md 4.5. */
async function withSupervisor(
  api: Fact<ApiView>,
  { host, signal }: ObserveRequest,
): Promise<Fact<ApiView>> {
  if (api.is !== "known") return api;
  const answer = await host.http.get({
    url: `${SUPERVISOR}/ping`,
    // A question without a secret to whoever listens there.
    tls: { acceptAny: true },
    timeoutMs: 3000,
    signal,
  });
  if (answer.is === "answered" && answer.status === 200) return api;
  const failing = [...api.value.failing, "supervisor on 9345"];
  return known({ ...api.value, ready: false, failing });
}
