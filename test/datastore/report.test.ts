import assert from "node:assert/strict";
import { test } from "node:test";
import { agedReport, createStoreBook, type StoreLook } from "../../src/datastore/index.ts";
import { etcdLook, memberLook, SILENT, voters } from "../support/stores.ts";

const NAMES = ["a", "b", "c"];
const trio = (away: readonly string[], more: Partial<StoreLook> = {}) =>
  etcdLook(
    NAMES.map((name) => memberLook(name, away.includes(name) ? SILENT : {})),
    more,
  );

/** Reports and news of looks a second apart, at wall time 1 000 000 and on. */
function told(looks: readonly StoreLook[]) {
  const book = createStoreBook();
  const news: string[] = [];
  const reports = looks.map((look, second) => {
    const nowMs = 5000 + second * 1000;
    const noted = book.note([look], nowMs, {
      nowMs: nowMs + 200,
      wallMs: 1_000_200 + second * 1000,
    });
    news.push(...noted.events.map(({ level, message }) => `${second} ${level} ${message}`));
    const [report] = noted.reports;
    assert.ok(report !== undefined);
    return report;
  });
  return { reports, news };
}

test("times are told on the wall clock: of the look, of the last answer, of the leader", () => {
  const { reports } = told([trio([]), trio(["c"], { leader: "b" }), trio(["c"], { leader: "b" })]);
  const last = reports[2];
  assert.deepEqual(
    [last?.atMs, last?.leader?.sinceMs, last?.members.map(({ seenMs }) => seenMs)],
    [1_002_000, 1_001_000, [1_002_000, 1_002_000, 1_000_000]],
  );
  assert.equal(reports[0]?.leader?.sinceMs, undefined, "it led before anybody looked");
});

const LEADER_A = { store: "kubernetes", id: "a", name: "a", sinceMs: 900_000, term: 4 };
const REMEMBERED: readonly [string, Partial<StoreLook>, number | undefined][] = [
  ["the same leader in the same term", { leader: "a", term: 4 }, 900_000],
  ["the same leader of a store without terms", { leader: "a" }, 900_000],
  ["the same leader, elected again", { leader: "a", term: 5 }, undefined],
  ["another leader", { leader: "b", term: 5 }, undefined],
];

for (const [title, look, sinceMs] of REMEMBERED)
  test(`after a restart, since when it leads is ${sinceMs === undefined ? "not known" : "known"} of ${title}`, () => {
    const moment = { nowMs: 5200, wallMs: 1_000_200 };
    const { reports, leaders } = createStoreBook([LEADER_A]).note([trio([], look)], 5000, moment);
    assert.deepEqual([reports[0]?.leader?.sinceMs, leaders[0]?.sinceMs], [sinceMs, sinceMs]);
    const early = { nowMs: 5200, wallMs: 800_000 };
    const other = createStoreBook([LEADER_A]).note([trio([], look)], 5000, early);
    assert.equal(other.reports[0]?.leader?.sinceMs, undefined, "a clock that was set back");
  });

test("a leader that comes after nobody led is known since then, whoever was remembered", () => {
  const nobody: StoreLook = { ...trio(["a", "b", "c"]), source: "nobody" };
  const book = createStoreBook([LEADER_A]);
  const at = (second: number) => ({
    nowMs: 5200 + second * 1000,
    wallMs: 1_000_200 + second * 1000,
  });
  assert.deepEqual(book.note([nobody], 5000, at(0)).leaders, [LEADER_A], "nothing is forgotten");
  const { reports, events } = book.note([trio([], { leader: "b" })], 6000, at(1));
  assert.equal(reports[0]?.leader?.sinceMs, 1_001_000);
  assert.match(events.map(({ message }) => message).join("; "), /b leads/);
});

test("a missed answer shows at once and withdraws the yes; the second changes the verdict", () => {
  const { reports } = told([trio([]), trio(["c"]), trio(["c"])]);
  assert.deepEqual(
    reports.map(({ verdict, members }) => [verdict.is, members[2]?.reach, members[1]?.stop.answer]),
    [
      ["OK", "online", "yes"],
      ["OK", "missed", "no"],
      ["AT RISK", "unreachable", "no"],
    ],
  );
});

test("news are said once: who leads, who went, who came back, what the verdict became", () => {
  const joined = etcdLook(["a", "b", "c", "d"].map((name) => memberLook(name)));
  const { news } = told([
    trio([]),
    trio(["c"]),
    trio(["c"]),
    trio(["c"]),
    trio([]),
    trio([], { leader: "b" }),
    joined,
  ]);
  assert.deepEqual(news, [
    "2 warn c does not answer this host: refused (etcd)",
    "2 warn AT RISK, before OK: 2 of 3 voters answer, 2 needed (etcd)",
    "4 info c answers again (etcd)",
    "4 info OK, before AT RISK: 3 of 3 voters answer, 2 needed (etcd)",
    "5 info b leads, before a (etcd)",
    "6 info a leads, before b (etcd)",
    "6 info d joined as voter (etcd)",
  ]);
});

test("an election is news as its outcome only, and members guessed at neither come nor go", () => {
  const { news } = told([
    trio([], { source: "leader" }),
    { ...trio([], { source: "nobody" }), members: [] },
    trio([], { source: "leader" }),
  ]);
  assert.deepEqual(news, [
    "1 warn unknown, before OK: no member answers this host (etcd)",
    "2 info OK, before unknown: 3 of 3 voters answer, 2 needed (etcd)",
  ]);
});

test("nothing is promised on news older than 3 s", () => {
  const [report] = voters(3, 3, 10_000);
  assert.ok(report !== undefined);
  assert.equal(agedReport(report, 13_000).verdict.is, "OK");
  const old = agedReport(report, 13_001);
  assert.deepEqual(
    [old.verdict.is, old.verdict.mayFail, old.members.map(({ stop }) => stop.answer)],
    ["unknown", 0, ["unknown", "unknown", "unknown"]],
  );
});
