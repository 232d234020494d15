import { type Fact, factOf, type HostView, known } from "../../engine/index.ts";
import { observeThroughApi, readAccess } from "../api-view.ts";
import { observeEarliestEnd } from "../certificate-end.ts";
import type { ApiAccess, ClusterObservation, ObserveRequest } from "../driver.ts";
import { lastEvidence } from "../evidence.ts";
import { LEAF_CERTIFICATES } from "./certificates.ts";
import { observeOwnership } from "./ownership.ts";
import { CONFIG, KUBECONFIG, UNIT } from "./paths.ts";
import { SIGNATURES } from "./signatures.ts";
import { observeVersion } from "./version.ts";

/** Read-only. What cannot be read is unknown, what is down is said to be down. */
export async function observe(request: ObserveRequest): Promise<ClusterObservation> {
  const { host, nodes, signal } = request;
  const access = await observeAccess(host);
  const [ownership, installed, unit, certificateEndsMs, evidence, throughApi] = await Promise.all([
    observeOwnership(host),
    observeVersion(host, signal),
    observeUnit(host),
    observeEarliestEnd(host, LEAF_CERTIFICATES),
    lastEvidence(host, UNIT, { signatures: SIGNATURES, signal }),
    observeThroughApi({ host, access, nodes, signal }),
  ]);
  return {
    distribution: "k3s",
    atMs: host.clock.nowMs(),
    ...{ ownership, installed, unit, certificateEndsMs },
    ...throughApi,
    ...(evidence === undefined ? {} : { lastEvidence: evidence }),
  };
}

/** Absent: there is no kubeconfig, so no server was ever up here. */
export async function observeAccess(host: HostView): Promise<Fact<ApiAccess>> {
  const [kube, name] = await Promise.all([readAccess(host, [KUBECONFIG]), observeNodeName(host)]);
  if (kube.is !== "known") return kube;
  return known({ kube: kube.value, ...(name.is === "known" && { nodeName: name.value }) });
}

async function observeUnit(host: HostView): Promise<ClusterObservation["unit"]> {
  const unit = await host.units.show(UNIT);
  if (unit.is !== "known") return unit;
  const { active, sub, restarts } = unit.value;
  return known({ name: UNIT, active, sub, restarts });
}

/** The name this host runs under; the configuration says so, whatever the host name is now. */
function observeNodeName(host: HostView): Promise<Fact<string>> {
  return factOf(async () => {
    const config = await host.files.readText(CONFIG);
    return /^node-name: "?([^\s"]+)"?$/m.exec(config ?? "")?.[1];
  });
}
