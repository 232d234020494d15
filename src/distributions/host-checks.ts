import { CHECKS, type Check, type Leftover, type PortUse } from "../checks/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Driver } from "./driver.ts";

export interface HostChecks {
  readonly checks: readonly Check[];
  readonly extraLeftovers: readonly Leftover[];
  readonly extraPorts: readonly PortUse[];
  readonly certificatePlaces: readonly string[];
}

/** All checks there are for this document: those of every host, and what its distribution adds. */
export function hostChecks(drivers: readonly Driver[], document: EdgeHost | undefined): HostChecks {
  const chosen = drivers.find(({ id }) => id === document?.spec.cluster?.distribution)?.hostChecks;
  const all = drivers.flatMap((driver) => driver.hostChecks ?? []);
  return {
    checks: [...CHECKS, ...(chosen?.checks ?? [])],
    extraLeftovers: all.flatMap(({ leftovers }) => leftovers),
    extraPorts: chosen?.ports ?? [],
    certificatePlaces: all.flatMap((found) => found.certificatePlaces),
  };
}

/** Those of every host and of every distribution, for a page that explains them. */
export function everyCheck(drivers: readonly Pick<Driver, "hostChecks">[]): readonly Check[] {
  return [...CHECKS, ...drivers.flatMap(({ hostChecks }) => hostChecks?.checks ?? [])];
}
