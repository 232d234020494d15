import { createStoreBook, type MemberLook, type StoreReport } from "../../src/datastore/index.ts";
import { etcdLook, memberLook } from "./stores.ts";

const NAMES = ["rack12-a", "rack12-b", "rack12-c"] as const;

/** One look: those that are silent, and why; who leads. */
export interface PracticeLook {
  readonly atMs: number;
  readonly silent?: Partial<Record<(typeof NAMES)[number], string>>;
  /** Named and not confirmed. */
  readonly claimed?: string;
  readonly leader?: string;
}

/** The store to practise on after these looks, as the engine tells it at the last one. */
export function practiceStore(looks: readonly PracticeLook[], wallMs: number): StoreReport {
  const book = createStoreBook();
  const lastMs = looks.at(-1)?.atMs ?? 0;
  let report: StoreReport | undefined;
  for (const { atMs, silent = {}, ...led } of looks) {
    const members = NAMES.map((name, index): MemberLook => {
      const why = silent[name];
      return memberLook(name, {
        ...{ isThisHost: index === 0, address: `192.0.2.${11 + index}:9000` },
        answer: why === undefined ? { is: "answered", roundTripMs: 0.4 } : { is: "silent", why },
      });
    });
    const { leader: _, ...look } = etcdLook(members, {
      ...{ id: "practice", kind: "dqlite", title: "Practice Dqlite (simulated)" },
    });
    const moment = { nowMs: atMs, wallMs: wallMs - lastMs + atMs };
    [report] = book.note([{ ...look, ...led, electionMs: 7000 }], atMs, moment).reports;
  }
  if (report === undefined) throw new Error("no look");
  return report;
}

const REFUSED = "192.0.2.12:9000: connection refused";

/** All well, rack12-b leads since ten minutes. */
export const well = (wallMs: number): StoreReport =>
  practiceStore(
    [{ atMs: -1000 }, ...[0, 600_000].map((atMs) => ({ atMs, leader: "rack12-b" }))],
    wallMs,
  );

/** The leader was stopped 3 s ago and is still named. */
export const electing = (wallMs: number): StoreReport =>
  practiceStore(
    [
      { atMs: 0, leader: "rack12-b" },
      ...[1000, 2000, 3000].map((atMs) => ({
        ...{ atMs, claimed: "rack12-b", silent: { "rack12-b": REFUSED } },
      })),
    ],
    wallMs,
  );

/** rack12-b is away for 42 s, rack12-a leads. */
export const atRisk = (wallMs: number): StoreReport =>
  practiceStore(
    [
      { atMs: 0, leader: "rack12-b" },
      ...[6000, 42_000].map((atMs) => ({
        ...{ atMs, leader: "rack12-a", silent: { "rack12-b": REFUSED } },
      })),
    ],
    wallMs,
  );

/** rack12-c is cut off as well. */
export const lost = (wallMs: number): StoreReport =>
  practiceStore(
    [
      { atMs: 0, leader: "rack12-a" },
      ...[30_000, 42_000].map((atMs) => ({
        atMs,
        silent: { "rack12-b": REFUSED, "rack12-c": "192.0.2.13:9000: no answer" },
      })),
    ],
    wallMs,
  );
