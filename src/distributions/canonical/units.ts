import { ABSENT, type Fact, type HostView, known, type UnitState } from "../../engine/index.ts";
import type { ClusterObservation } from "../driver.ts";
import { unitOf } from "./paths.ts";

/** In the order in which they need each other; which are enabled says what this node is for. */
export const SERVICES = [
  "k8sd",
  "containerd",
  "etcd",
  "k8s-dqlite",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "k8s-apiserver-proxy",
  "kubelet",
  "kube-proxy",
] as const;

/**
 * The one unit to speak of: the first in order that shall run and does not, else the kubelet, without which
 * this host is no node. Absent: the snap is not installed.
 */
export async function observeUnit(host: HostView): Promise<ClusterObservation["unit"]> {
  const states = await Promise.all(
    SERVICES.map(async (service) => [service, await host.units.show(unitOf(service))] as const),
  );
  const wanted = states.flatMap(([service, state]) =>
    state.is === "known" && isWanted(service, state.value) ? [{ service, state: state.value }] : [],
  );
  const down = wanted.find(({ state }) => state.active !== "active");
  const shown = down ?? wanted.find(({ service }) => service === "kubelet") ?? wanted[0];
  if (shown !== undefined) return viewOf(shown.service, shown.state);
  return states.map(([, state]) => state).find(isUnknown) ?? ABSENT;
}

function isWanted(service: string, { enabled, active }: UnitState): boolean {
  // k8sd runs before there is a cluster too, and then is all there is.
  return (
    service === "k8sd" ||
    enabled === "enabled" ||
    enabled === "enabled-runtime" ||
    active === "failed"
  );
}

function viewOf(service: string, { active, sub, restarts }: UnitState) {
  return known({ name: unitOf(service), active, sub, restarts });
}

function isUnknown(state: Fact<UnitState>): state is Fact<never> & { readonly is: "unknown" } {
  return state.is === "unknown";
}
