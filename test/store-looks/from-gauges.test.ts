import assert from "node:assert/strict";
import { test } from "node:test";
import { createStoreBook, type StoreLook } from "../../src/datastore/index.ts";
import type { GaugeSight } from "../../src/etcd/index.ts";
import { storeLines } from "../../src/status/index.ts";
import { lookFromGauges } from "../../src/store-looks/index.ts";
import { etcdLook, memberLook } from "../support/stores.ts";

const STORE = { id: "kubernetes", title: "etcd", own: "edge-01" };
const OWN = "8e9e05c52164694d";
const PEERS = ["91bc3c398fb3c146", "fd422379fda50e48"];
const SILENT: GaugeSight = { is: "silent", why: "refused" };

function sight(more: Partial<GaugeSight> = {}): GaugeSight {
  const led = { hasLeader: true, isLeader: true, isLearner: false };
  return { is: "answer", id: OWN, ...led, peers: PEERS, tookMs: 1, ...more } as GaugeSight;
}

/** Reports and news of looks a second apart. */
function told(...looks: readonly StoreLook[]) {
  const book = createStoreBook();
  const noted = looks.map((look, second) => {
    const nowMs = second * 1000;
    return book.note([look], nowMs, { nowMs, wallMs: nowMs });
  });
  const report = noted.at(-1)?.reports[0];
  assert.ok(report !== undefined);
  return { report, news: noted.flatMap(({ events }) => events.map(({ message }) => message)) };
}

const UNCOUNTED = "nobody tells how many members there are; the one on this host";
const ROWS: readonly [string, GaugeSight, string, string][] = [
  [
    "one that leads and never spoke with anybody is alone",
    sight({ peers: [] }),
    "single copy",
    "one copy of everything: it must not fail",
  ],
  [
    "one that leads others does not know how many they are",
    sight(),
    "unknown",
    `${UNCOUNTED} answers, and there is a leader; known besides: 2 more`,
  ],
  [
    "one that follows and has only just begun knows of nobody yet",
    sight({ isLeader: false, peers: [] }),
    "unknown",
    `${UNCOUNTED} answers, and there is a leader; known besides: no others`,
  ],
  [
    "one that is cut off from the others has lost nothing for them",
    sight({ hasLeader: false, isLeader: false }),
    "unknown",
    `${UNCOUNTED} answers, and it has no leader; known besides: 2 more`,
  ],
  [
    "one that does not run may be one of many",
    SILENT,
    "unknown",
    `${UNCOUNTED} does not answer; known besides: no others`,
  ],
];

for (const [title, seen, is, why] of ROWS)
  test(`without the list of members: ${title}`, () => {
    const { report } = told(lookFromGauges(seen, STORE));
    assert.deepEqual([report.verdict.is, report.verdict.why], [is, why]);
    const wanted = is === "unknown" ? "unknown" : "yes";
    assert.deepEqual([...new Set(report.members.map(({ stop }) => stop.answer))], [wanted]);
  });

test("the members told last stay those of the store, and none of them is news", () => {
  const names = [OWN, ...PEERS].map((id, at) =>
    memberLook(id, { name: `edge-0${at + 1}`, isThisHost: at === 0 }),
  );
  const gone = [lookFromGauges(sight(), STORE), lookFromGauges(SILENT, STORE)];
  const { report, news } = told(etcdLook(names), ...gone, etcdLook(names));
  assert.equal(report.verdict.is, "OK");
  assert.deepEqual(
    news.map((message) => message.replace(/:.*/s, "")),
    ["unknown, before OK", "edge-01 leads (etcd)", "OK, before unknown"],
  );
  const { report: without } = told(etcdLook(names), gone[0] ?? etcdLook([]));
  assert.deepEqual(
    without.members.map(({ name, reach }) => [name, reach]),
    [
      ["edge-01", "online"],
      ["edge-02", "unknown"],
      ["edge-03", "unknown"],
    ],
  );
  assert.deepEqual([without.source, without.leader?.name], ["last-known", "edge-01"]);
});

test("what to do about it is said: nobody is told to bring anything back", () => {
  const { report } = told(lookFromGauges(sight(), STORE));
  const text = storeLines(report, () => 0).find(({ label }) => label === "Do now")?.text;
  assert.equal(
    text,
    "see why the store refuses this host: its certificates, its port; or look from another host",
  );
});
