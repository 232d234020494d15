import { type Fact, type HostView, known } from "../engine/index.ts";
import { kubeGet } from "../kube/index.ts";
import type { ApiAccess, EndpointView } from "./driver.ts";

const DEADLINE_MS = 3000;

export interface EndpointRequest {
  readonly host: HostView;
  /** `HOST:PORT` */
  readonly endpoint: string;
  readonly access: Fact<ApiAccess>;
  readonly signal: AbortSignal;
}

/** Trusted is the authority of this cluster alone: somebody else at the address is no answer. */
export async function observeEndpoint(request: EndpointRequest): Promise<Fact<EndpointView>> {
  const { host, endpoint, access, signal } = request;
  if (access.is !== "known") return access;
  const kube = { ...access.value.kube, server: `https://${endpoint}` };
  const answer = await kubeGet(host, kube, "/readyz", { timeoutMs: DEADLINE_MS, signal });
  // Refused by whom the authority vouches for: the way there is well, and the API says its own.
  return known({ endpoint, ...(answer.is === "down" && { missing: answer.why }) });
}
