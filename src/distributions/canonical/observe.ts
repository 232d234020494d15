import { type Fact, factOf, type HostView, known, unknown } from "../../engine/index.ts";
import { endpointOf, hostAndPort } from "../../spec/index.ts";
import { observeThroughApi, readAccess } from "../api-view.ts";
import { observeEarliestEnd } from "../certificate-end.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest } from "../driver.ts";
import { observeEndpoint } from "../endpoint-view.ts";
import { lastEvidence } from "../evidence.ts";
import { observeBeginning } from "../shared/join-target.ts";
import { sharedEndpoint } from "../shared/virtual-address.ts";
import { LEAF_CERTIFICATES } from "./certificates.ts";
import { argsIn } from "./datastore-kind.ts";
import { JOIN_PORT } from "./join-token.ts";
import { askCore } from "./k8sd.ts";
import { observeOwnership } from "./ownership.ts";
import { ADMIN_CONF, ARGS, KUBELET_CONF } from "./paths.ts";
import { observeRestored } from "./restore-record.ts";
import { SIGNATURES } from "./signatures.ts";
import { readDaemon } from "./state-files.ts";
import { observeUnit } from "./units.ts";
import { observeVersion } from "./version.ts";

const K8SD_MS = 2000;

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export async function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { host, cluster, nodes, signal } = request;
  const access = await observeAccess(host);
  const endpoint = sharedEndpoint(cluster, cluster?.vip);
  const [ownership, restored, installed, unit, certificateEndsMs, throughApi, shared] =
    await Promise.all([
      observeOwnership(host),
      observeRestored(host),
      observeVersion(host),
      observeUnit(host),
      observeEarliestEnd(host, LEAF_CERTIFICATES),
      observeThroughApi({ host, access, nodes, signal }),
      endpoint === undefined ? undefined : observeEndpoint({ host, endpoint, access, signal }),
    ]);
  const evidence =
    unit.is === "known" ? await observeEvidence(host, unit.value, signal) : undefined;
  return {
    distribution: "canonical",
    atMs: host.clock.nowMs(),
    ...{ ownership, installed, unit, certificateEndsMs },
    ...throughApi,
    ...(shared === undefined ? {} : { endpoint: shared }),
    ...(await observeBefore(request, ownership)),
    ...(evidence === undefined ? {} : { lastEvidence: evidence }),
    ...(restored.is === "known" && { restoredMs: restored.value }),
  };
}

/** What of other hosts decides how this one begins. */
async function observeBefore(
  request: ObserveRequest,
  ownership: ClusterObservation["ownership"],
): Promise<Pick<ClusterObservation, "target" | "others">> {
  const { host, cluster, signal } = request;
  const { join } = cluster ?? {};
  if (join === undefined) return observeBeginning({ joinPort: JOIN_PORT }, request, ownership);
  const isMember = ownership?.is === "known" && ownership.value.committed === true;
  if (isMember) return {};
  const endpoint = endpointOf(join.server, JOIN_PORT);
  const outcome = await host.connect(endpoint, { timeoutMs: 3000, signal });
  if (outcome.is === "connected") return { target: known({ server: hostAndPort(endpoint) }) };
  return { target: unknown(outcome.is === "failed" ? outcome.why : "connection refused") };
}

/** Absent: no server was ever up here; without a control plane the kubelet still has its own way. */
export async function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  const [kube, name] = await Promise.all([
    readAccess(host, [ADMIN_CONF, KUBELET_CONF]),
    observeNodeName(host),
  ]);
  if (kube.is !== "known") return kube;
  return known({ kube: kube.value, ...(name.is === "known" && { nodeName: name.value }) });
}

/** The kubelet may be told another name than k8sd has. */
function observeNodeName(host: HostView): Promise<Fact<string>> {
  return factOf(async () => {
    const args = argsIn((await host.files.readText(`${ARGS}/kubelet`)) ?? "");
    return args.get("hostname-override") ?? (await readDaemon(host))?.name;
  });
}

/** Of the unit that is shown; where it is well, k8sd itself may still say why there is no cluster. */
async function observeEvidence(
  host: HostView,
  unit: { readonly name: string; readonly active: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (unit.active === "active") {
    const core = await askCore(host, { signal, timeoutMs: K8SD_MS });
    if (core.is !== "told") return core.why;
  }
  return lastEvidence(host, unit.name, { signatures: SIGNATURES, signal });
}
