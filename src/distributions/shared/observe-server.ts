import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { observeThroughApi, readAccess } from "../api-view.ts";
import { observeEarliestEnd } from "../certificate-end.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest } from "../driver.ts";
import { lastEvidence } from "../evidence.ts";
import { observeVersion } from "./installed-version.ts";
import { observeOwnership } from "./ownership.ts";
import type { ServerKind } from "./server-kind.ts";

/** Read-only: the unit, the files and the API of one server. */
export async function observeServer(
  kind: ServerKind,
  { host, nodes, signal }: ObserveRequest,
): Promise<ClusterObservation> {
  const access = await observeServerAccess(kind, host);
  const [ownership, installed, unit, certificateEndsMs, evidence, throughApi] = await Promise.all([
    observeOwnership(host, kind),
    observeVersion(host, kind, signal),
    observeUnit(host, kind.unit),
    observeEarliestEnd(host, kind.leafCertificates),
    lastEvidence(host, kind.unit, { signatures: kind.signatures, signal }),
    observeThroughApi({ host, access, nodes, signal }),
  ]);
  return {
    distribution: kind.id,
    atMs: host.clock.nowMs(),
    ...{ ownership, installed, unit, certificateEndsMs },
    ...throughApi,
    ...(evidence === undefined ? {} : { lastEvidence: evidence }),
  };
}

/** Absent: there is no kubeconfig, so no server was ever up here. */
export async function observeServerAccess(
  { kubeconfig, config }: Pick<ServerKind, "kubeconfig" | "config">,
  host: HostView,
): Promise<Fact<ApiAccess>> {
  const [kube, name] = await Promise.all([
    readAccess(host, [kubeconfig]),
    observeNodeName(host, config),
  ]);
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
