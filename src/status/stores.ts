import { agedReport, type StoreReport } from "../datastore/index.ts";
import { known, unknown } from "../engine/index.ts";
import type { StoresSlice } from "../session/index.ts";

/** Pure: nothing about it needs anybody. */
export function isWell({ verdict }: StoreReport): boolean {
  return verdict.is === "OK" || verdict.is === "single copy";
}

/** Pure: what may still be believed of the stores at this wall time. */
export function believedStores(stores: StoresSlice | undefined, wallMs: number): StoresSlice {
  if (stores === undefined) return { own: unknown("nobody has looked yet") };
  const { own, practice, recovery } = stores;
  const aged = (report: NonNullable<typeof practice>[number]) => agedReport(report, wallMs);
  return {
    own: own.is === "known" ? known(own.value.map(aged)) : own,
    ...(practice !== undefined && { practice: practice.map(aged) }),
    ...(recovery !== undefined && { recovery }),
  };
}
