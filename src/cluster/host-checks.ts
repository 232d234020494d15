import { CHECKS, type Check, type Leftover, type PortUse } from "../checks/index.ts";
import type { Driver } from "../distributions/index.ts";
import type { EdgeHost } from "../spec/index.ts";

export interface HostChecks {
  readonly checks: readonly Check[];
  readonly extraLeftovers: readonly Leftover[];
  readonly extraPorts: readonly PortUse[];
  readonly certificatePlaces: readonly string[];
  readonly kubeconfigs: readonly string[];
  readonly engineSockets: readonly string[];
  readonly usualNetworks?: { readonly podCidr: string; readonly serviceCidr: string };
}

type Adding = Pick<Driver, "id" | "hostChecks"> & Partial<Pick<Driver, "capabilities">>;

/** All checks there are for this document: those of every host, and what its distribution adds. */
export function hostChecks(drivers: readonly Adding[], document: EdgeHost | undefined): HostChecks {
  const driver = drivers.find(({ id }) => id === document?.spec.cluster?.distribution);
  const [chosen, usual] = [driver?.hostChecks, driver?.capabilities?.defaults];
  const all = drivers.flatMap((driver) => driver.hostChecks ?? []);
  return {
    checks: [...CHECKS, ...(chosen?.checks ?? [])],
    extraLeftovers: all.flatMap(({ leftovers }) => leftovers),
    extraPorts: chosen?.ports ?? [],
    certificatePlaces: all.flatMap((found) => found.certificatePlaces),
    kubeconfigs: all.flatMap(({ kubeconfig }) => kubeconfig ?? []),
    engineSockets: all.flatMap(({ engineSocket }) => engineSocket ?? []),
    ...(usual === undefined ? {} : { usualNetworks: usual }),
  };
}

/** Those of every host and of every distribution, for a page that explains them. */
export function everyCheck(drivers: readonly Pick<Driver, "hostChecks">[]): readonly Check[] {
  const all = [...CHECKS, ...drivers.flatMap(({ hostChecks }) => hostChecks?.checks ?? [])];
  // Some are the same for several distributions.
  return all.filter(({ id }, at) => all.findIndex((check) => check.id === id) === at);
}
