import type { ProofRung } from "./prove.ts";
import type { LinkSeen } from "./seen.ts";
import type { Proofs, Trial } from "./trial.ts";

/** A change that is tried, or the last one there was, as every console shows it. */
export interface TrialView {
  /** The links: `eth0`. */
  readonly title: string;
  readonly state: Trial["state"];
  readonly leftSeconds: number;
  readonly rows: readonly TrialRow[];
  /** What works since the change. */
  readonly proof: readonly ProofRung[];
  /** Who was connected over SSH through an address that is gone. */
  readonly cutOff: readonly string[];
  /** Addresses the links have now. */
  readonly reconnect: readonly string[];
  /** Whatever works or not: a person asked for it without proof. */
  readonly withoutProof?: true;
  /** Why it goes or went back; "" when it does not. */
  readonly why: string;
  /** Read back after it went back. */
  readonly isAsBefore: boolean;
  /** Lines of the read-back that differ. */
  readonly differs: readonly string[];
}

export interface TrialRow {
  readonly title: string;
  readonly was: string;
  /** As the host has it now. */
  readonly now: string;
}

/** Pure: the try beside what its links have now. */
export function trialView(trial: Trial, now: readonly LinkSeen[], proofs: Proofs): TrialView {
  const { title, state, leftSeconds, was, why = "", outcome, sessions, withoutProof } = trial;
  const gone = without(addressesOf(was), addressesOf(now));
  const lost = sessions.filter(({ local }) => gone.includes(local)).map(({ peer }) => peer);
  return {
    ...{ title, state, leftSeconds, why },
    rows: was.flatMap((link) =>
      rowsOf(
        link,
        now.find((each) => each.link === link.link),
        was.length > 1,
      ),
    ),
    proof: proofs.after,
    ...(withoutProof === undefined ? {} : { withoutProof }),
    cutOff: [...new Set(lost)],
    reconnect: addressesOf(now),
    isAsBefore: outcome?.files === "equal" && outcome.kernel === "equal",
    differs: outcome?.differs ?? [],
  };
}

function addressesOf(links: readonly LinkSeen[]): readonly string[] {
  return links.flatMap(({ addresses }) => addresses.map((each) => each.replace(/\/\d+$/, "")));
}

const without = (all: readonly string[], some: readonly string[]) =>
  all.filter((each) => !some.includes(each));

const METHODS = { dhcp: "DHCP", static: "static", none: "none", absent: "no such link" } as const;

function rowsOf(was: LinkSeen, now: LinkSeen | undefined, isOneOfMany: boolean) {
  const list = (values: readonly string[] | undefined) =>
    values === undefined || values.length === 0 ? "none" : values.join(", ");
  const prefix = isOneOfMany ? `${was.link} ` : "";
  const rows = [
    ["Method", METHODS[was.method], METHODS[now?.method ?? "absent"]],
    ["Address", list(was.addresses), list(now?.addresses)],
    ["Gateway", list(was.gateways), list(now?.gateways)],
    ["DNS", list(was.dns), list(now?.dns)],
    ["MTU", `${was.mtu ?? "unknown"}`, `${now?.mtu ?? "unknown"}`],
  ] as const;
  return rows
    .filter(([title, before, after]) => title !== "MTU" || before !== after)
    .map(([title, before, after]) => ({ title: `${prefix}${title}`, was: before, now: after }));
}
