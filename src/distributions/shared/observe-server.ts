import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { observeThroughApi, readAccess } from "../api-view.ts";
import { observeEarliestEnd } from "../certificate-end.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest, Ownership } from "../driver.ts";
import { observeEndpoint } from "../endpoint-view.ts";
import { lastEvidence } from "../evidence.ts";
import { observeLost } from "./founded-guard.ts";
import { observeVersion } from "./installed-version.ts";
import { observeBeginning } from "./join-target.ts";
import { observeOwnership } from "./ownership.ts";
import { observeRestored } from "./restore-record.ts";
import type { ServerKind } from "./server-kind.ts";
import { observeWorkerAccess } from "./worker.ts";

export interface ServerRequest extends ObserveRequest {
  /** `HOST:PORT` that stands for all its servers; absent: there is no such thing. */
  readonly endpoint?: string | undefined;
}

/** Read-only: the unit, the files and the API of one server, or of one host that only runs pods. */
export async function observeServer(
  kind: ServerKind,
  request: ServerRequest,
): Promise<ClusterObservation> {
  const { host, nodes, endpoint, signal } = request;
  const [access, ownership] = await Promise.all([
    observeServerAccess(kind, host),
    observeOwnership(host, kind),
  ]);
  const isWorker = roleIn(ownership, request) === "worker";
  const unitName = isWorker ? kind.agentUnit : kind.unit;
  const leaves = isWorker ? kind.agentCertificates : kind.leafCertificates;
  const [installed, unit, certificateEndsMs, evidence, restored, throughApi, beginning, shared] =
    await Promise.all([
      observeVersion(host, kind, signal),
      observeUnit(host, unitName),
      observeEarliestEnd(host, leaves),
      lastEvidence(host, unitName, { signatures: kind.signatures, signal }),
      observeRestored(host, kind),
      observeThroughApi({ host, access, nodes, signal }),
      observeBeginning(
        { joinPort: kind.joinPort, lost: (from) => observeLost(from, kind) },
        request,
        ownership,
      ),
      endpoint === undefined ? undefined : observeEndpoint({ host, endpoint, access, signal }),
    ]);
  return {
    distribution: kind.id,
    atMs: host.clock.nowMs(),
    ...{ ownership, installed, unit, certificateEndsMs },
    ...throughApi,
    ...beginning,
    ...(shared === undefined ? {} : { endpoint: shared }),
    ...(evidence === undefined ? {} : { lastEvidence: evidence }),
    ...(restored.is === "known" && { restoredMs: restored.value }),
  };
}

/** As it began here; before that, as it is asked for. */
function roleIn(ownership: Fact<Ownership>, { cluster }: ObserveRequest): Ownership["role"] {
  if (ownership.is === "known" && ownership.value.by === "this-tool") return ownership.value.role;
  return cluster?.role;
}

/** Absent: there is no kubeconfig, so nothing of it was ever up here. */
export async function observeServerAccess(
  kind: Pick<ServerKind, "kubeconfig" | "config" | "data">,
  host: HostView,
): Promise<Fact<ApiAccess>> {
  const [kube, name] = await Promise.all([
    readAccess(host, [kind.kubeconfig]),
    observeNodeName(host, kind.config),
  ]);
  if (kube.is === "absent")
    return await observeWorkerAccess(host, kind, name.is === "known" ? name.value : undefined);
  if (kube.is !== "known") return kube;
  return known({ kube: kube.value, ...(name.is === "known" && { nodeName: name.value }) });
}

async function observeUnit(host: HostView, name: string): Promise<ClusterObservation["unit"]> {
  const unit = await host.units.show(name);
  if (unit.is !== "known") return unit;
  const { active, sub, restarts } = unit.value;
  return known({ name, active, sub, restarts });
}

/** The name this host runs under; the configuration says so, whatever the host name is now. */
function observeNodeName(host: HostView, config: string): Promise<Fact<string>> {
  return factOf(async () => {
    const text = await host.files.readText(config);
    return /^node-name: "?([^\s"]+)"?$/m.exec(text ?? "")?.[1];
  });
}
