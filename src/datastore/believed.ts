import { type Fact, known, unknown } from "../engine/index.ts";
import { agedReport, type StoreReport } from "./report.ts";

/** Reports of all stores there are, as of different moments. */
export interface Stores {
  /** Of the cluster this host is part of. */
  readonly own: Fact<readonly StoreReport[]>;
  /** Of a site that is simulated to practise on: shown, and never counted for this host. */
  readonly practice?: readonly StoreReport[];
}

/** Pure: what may still be believed of the stores at this wall time. */
export function believedStores<S extends Stores>(
  stores: S | undefined,
  wallMs: number,
): S | Stores {
  if (stores === undefined) return { own: unknown("nobody has looked yet") };
  const { own, practice } = stores;
  const aged = (report: StoreReport) => agedReport(report, wallMs);
  return {
    ...stores,
    own: own.is === "known" ? known(own.value.map(aged)) : own,
    ...(practice !== undefined && { practice: practice.map(aged) }),
  };
}
