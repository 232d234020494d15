// A table: one row to a minor of Kubernetes.

/** Upstream support of a minor: days are ISO, and the last one still counts. */
export interface SupportedMinor {
  readonly minor: string;
  /** From here on nothing but repairs of security. */
  readonly maintenance?: string;
  readonly endOfLife: string;
}

export interface Calendar {
  /** Day it was read. */
  readonly asOf: string;
  readonly source: string;
  /** Oldest first. */
  readonly minors: readonly SupportedMinor[];
}

/** Distributors may support a minor for longer: this is upstream's word. */
export const CALENDAR: Calendar = {
  asOf: "2026-11-22",
  source: "kubernetes.io, patch releases and end of life",
  minors: [
    { minor: "1.26", endOfLife: "2024-02-28" },
    { minor: "1.27", endOfLife: "2024-07-16" },
    { minor: "1.28", endOfLife: "2024-10-22" },
    { minor: "1.29", endOfLife: "2025-02-28" },
    { minor: "1.30", endOfLife: "2025-07-15" },
    { minor: "1.31", endOfLife: "2025-11-11" },
    { minor: "1.32", endOfLife: "2026-02-28" },
    { minor: "1.33", endOfLife: "2026-06-28" },
    { minor: "1.34", endOfLife: "2026-10-27" },
    { minor: "1.35", maintenance: "2026-12-28", endOfLife: "2027-02-28" },
    { minor: "1.36", endOfLife: "2027-06-28" },
    { minor: "1.37", endOfLife: "2027-10-28" },
  ],
};

export type Support =
  | { readonly is: "supported" | "maintenance" | "ended"; readonly untilDay: string }
  | { readonly is: "older" | "newer" };

/** `minor` is `1.35`; `nowMs` is wall time. */
export function supportOf(minor: string, calendar: Calendar, nowMs: number): Support {
  const found = calendar.minors.find((one) => one.minor === minor);
  if (found === undefined) {
    const first = calendar.minors[0]?.minor ?? "1.0";
    return { is: minorNumber(minor) < minorNumber(first) ? "older" : "newer" };
  }
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const { endOfLife, maintenance = endOfLife } = found;
  if (today > endOfLife) return { is: "ended", untilDay: endOfLife };
  return { is: today > maintenance ? "maintenance" : "supported", untilDay: endOfLife };
}

const minorNumber = (minor: string): number => Number(minor.split(".")[1] ?? 0);
