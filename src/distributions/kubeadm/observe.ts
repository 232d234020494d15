import { factOf, type HostView, knownValue } from "../../engine/index.ts";
import { observeThroughApi } from "../api-view.ts";
import type { ClusterObservation, ObserveRequest } from "../driver.ts";
import { observeEndpoint } from "../endpoint-view.ts";
import { lastEvidence } from "../evidence.ts";
import { observeRestored } from "../shared/restore-record.ts";
import { sharedEndpoint } from "../shared/virtual-address.ts";
import { observeAccess } from "./access.ts";
import { observeBeginning } from "./beginning.ts";
import { observeCertificateEnd } from "./certificates.ts";
import { observeOwnership } from "./ownership.ts";
import { ADMIN_CONF, manifestOf, STATIC_PODS } from "./paths.ts";
import { certificatesWritten } from "./renew-step.ts";
import { RESTORED } from "./restore-step.ts";
import { SIGNATURES } from "./signatures.ts";
import { observeUnit } from "./units.ts";
import { observeVersion } from "./version.ts";

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export async function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { host, cluster, nodes, signal } = request;
  const access = await observeAccess(host);
  const endpoint = sharedEndpoint(cluster, cluster?.vip);
  const [ownership, installed, unit, certificateEndsMs, written, restored, throughApi, shared] =
    await Promise.all([
      observeOwnership(host),
      observeVersion(host, signal),
      observeUnit(host),
      observeCertificateEnd(host),
      factOf(async () => await certificatesWritten(host)),
      observeRestored(host, RESTORED),
      observeThroughApi({ host, access, nodes, signal }),
      endpoint === undefined ? undefined : observeEndpoint({ host, endpoint, access, signal }),
    ]);
  const evidence = await observeEvidence(request, unit);
  return {
    distribution: "kubeadm",
    atMs: host.clock.nowMs(),
    ...{ ownership, installed, unit, certificateEndsMs },
    ...(written.is === "known" && { certificatesWrittenMs: written.value }),
    ...throughApi,
    ...(shared === undefined ? {} : { endpoint: shared }),
    ...(await observeBeginning(request, ownership)),
    ...(restored.is === "known" && { restoredMs: restored.value }),
    ...(evidence === undefined ? {} : { lastEvidence: evidence }),
  };
}

/** A control plane without one of its manifests says so nowhere else: the kubelet is content. */
async function observeEvidence(
  { host, signal }: ObserveRequest,
  unit: ClusterObservation["unit"],
): Promise<string | undefined> {
  if (unit.is !== "known") return undefined;
  const missing = unit.value.active === "active" ? await missingManifest(host) : undefined;
  return missing ?? lastEvidence(host, unit.value.name, { signatures: SIGNATURES, signal });
}

async function missingManifest(host: HostView): Promise<string | undefined> {
  if (knownValue(await factOf(async () => await host.files.stat(ADMIN_CONF))) === undefined)
    return undefined;
  for (const pod of STATIC_PODS) {
    const path = manifestOf(pod);
    const found = await factOf(async () => await host.files.stat(path));
    if (found.is === "absent") return `the control plane lacks ${pod}: ${path} is missing`;
  }
  return undefined;
}
