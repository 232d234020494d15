import type { StoreReport } from "../datastore/index.ts";

/** Pure: nothing about it needs anybody. */
export function isWell({ verdict }: StoreReport): boolean {
  return verdict.is === "OK" || verdict.is === "single copy";
}
