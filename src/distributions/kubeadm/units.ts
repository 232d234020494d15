import { type Fact, factOf, type HostView, known, type UnitState } from "../../engine/index.ts";
import type { ClusterObservation } from "../driver.ts";
import { KUBELET_CONFIG, UNIT } from "./paths.ts";
import { observeRuntime } from "./runtime.ts";

/**
 * The kubelet, or the container engine below it where that is why nothing runs. Absent: there is no
 * kubelet here.
 */
export async function observeUnit(host: HostView): Promise<ClusterObservation["unit"]> {
  const kubelet = await host.units.show(UNIT);
  if (kubelet.is !== "known") return kubelet;
  if (await isBeforeKubeadm(host, kubelet.value)) return known(WAITING);
  const { unit } = await observeRuntime(host);
  const engine = await host.units.show(unit);
  const isEngineDown = engine.is === "known" && engine.value.active !== "active";
  return isEngineDown ? viewOf(unit, engine.value) : viewOf(UNIT, kubelet.value);
}

/** Until kubeadm wrote its configuration the kubelet ends at once and is started again: no alarm. */
async function isBeforeKubeadm(host: HostView, { active }: UnitState): Promise<boolean> {
  if (active !== "activating" && active !== "failed") return false;
  const config = await factOf(async () => await host.files.stat(KUBELET_CONFIG));
  return config.is === "absent";
}

const WAITING = { name: UNIT, active: "activating", sub: "waiting-for-kubeadm", restarts: 0 };

function viewOf(
  name: string,
  { active, sub, restarts }: UnitState,
): Fact<{
  readonly name: string;
  readonly active: string;
  readonly sub: string;
  readonly restarts: number;
}> {
  return known({ name, active, sub, restarts });
}
