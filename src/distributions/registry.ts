import { BringupError } from "../errors/index.ts";
import { nearest } from "../text/index.ts";
import type { Driver, Practice } from "./driver.ts";

export interface DistributionEntry {
  /** As in `spec.cluster.distribution`. */
  readonly id: string;
  readonly title: string;
  load(): Promise<Driver>;
  /** For rehearsals. */
  readonly practice: { readonly version: string; load(): Promise<Practice> };
}

/** In the order people are offered them. One line each; a driver is read when it is asked for. */
export const DISTRIBUTIONS: readonly DistributionEntry[] = [
  {
    id: "k3s",
    title: "K3s",
    load: async () => (await import("./k3s/index.ts")).k3s,
    practice: {
      version: "1.35.3+k3s1",
      load: async () => (await import("./k3s/stand-in/index.ts")).practice,
    },
  },
];

/** @throws DOCUMENT_INVALID for a name nobody registered. */
export async function loadDriver(id: string): Promise<Driver> {
  const entry = DISTRIBUTIONS.find((distribution) => distribution.id === id);
  if (entry !== undefined) return entry.load();
  const ids = DISTRIBUTIONS.map((distribution) => distribution.id);
  const guess = nearest(id, ids);
  throw new BringupError("DOCUMENT_INVALID", `unknown distribution ${JSON.stringify(id)}`, {
    hint: guess === undefined ? `Use one of: ${ids.join(", ")}.` : `Did you mean ${guess}?`,
  });
}

/** For people; the id itself where nobody registered it. */
export function distributionTitle(id: string): string {
  return DISTRIBUTIONS.find((distribution) => distribution.id === id)?.title ?? id;
}
