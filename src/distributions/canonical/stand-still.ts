import { type HostIO, knownValue, type RunContext, type UnitState } from "../../engine/index.ts";
import { unitOf } from "./paths.ts";
import type { KeptStore } from "./saved-files.ts";
import { SERVICES } from "./units.ts";

const STOP_MS = 100_000;

/** k8sd first: it starts again what it finds stopped. k8s-dqlite hands over when it is told to stop. */
export async function stopStores(store: KeptStore, context: RunContext): Promise<void> {
  for (const service of ["k8sd", store]) await stopService(service, context);
}

/** Whoever is running already is left alone. */
export async function startStores(store: KeptStore, { units }: HostIO): Promise<void> {
  for (const service of [store, "k8sd"])
    if (knownValue(await units.show(unitOf(service))) !== undefined)
      await units.start(unitOf(service));
}

async function stopService(service: string, { host, report }: RunContext): Promise<void> {
  const unit = unitOf(service);
  const shown = knownValue(await host.units.show(unit));
  if (shown === undefined || shown.active === "inactive") return;
  await host.units.stop(unit, { timeoutMs: STOP_MS });
  report({ evidence: `${unit} is stopped` });
}

/** How each service of this node is started at boot. */
export type Enabled = Readonly<Record<string, "persistent" | "runtime">>;

export async function observeEnabled({ units }: Pick<HostIO, "units">): Promise<Enabled> {
  const found: [string, Enabled[string]][] = [];
  for (const service of SERVICES) {
    const scope = SCOPES.get(knownValue(await units.show(unitOf(service)))?.enabled ?? "unknown");
    if (scope !== undefined) found.push([service, scope]);
  }
  return Object.fromEntries(found);
}

const SCOPES: ReadonlyMap<UnitState["enabled"], Enabled[string]> = new Map([
  ["enabled", "persistent"],
  ["enabled-runtime", "runtime"],
]);

/** Nothing of it runs, and no boot starts it: a power cut must not bring up half of the data. */
export async function standStill(enabled: Enabled, context: RunContext): Promise<void> {
  const { units } = context.host;
  // What is linked until the next boot only needs none of that.
  for (const [service, scope] of Object.entries(enabled))
    if (scope === "persistent") await units.disable(unitOf(service));
  const [first, ...others] = SERVICES;
  for (const service of [first, ...others.toReversed()]) await stopService(service, context);
}

export async function goOnAgain(enabled: Enabled, { host, report }: RunContext): Promise<void> {
  for (const [service, scope] of Object.entries(enabled))
    await host.units.enable(unitOf(service), { scope });
  for (const service of Object.keys(enabled)) {
    await host.units.start(unitOf(service));
    report({ evidence: `${unitOf(service)} is started` });
  }
}
