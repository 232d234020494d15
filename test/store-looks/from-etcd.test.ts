import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeStore, trackStore } from "../../src/datastore/index.ts";
import type { EtcdMember, EtcdSight } from "../../src/etcd/index.ts";
import { lookFromEtcd } from "../../src/store-looks/index.ts";

const member = (id: bigint, more: Partial<EtcdMember> = {}): EtcdMember => ({
  id,
  name: `m${id}`,
  clientUrls: [`https://10.0.0.${id}:2379`],
  peerUrls: [`https://10.0.0.${id}:2380`],
  isLearner: false,
  ...more,
});

const MEMBERS = [member(1n), member(2n), member(3n)];

function sight(id: bigint, more: object = {}): EtcdSight {
  return {
    url: `https://10.0.0.${id}:2379`,
    said: {
      is: "answer",
      id,
      version: "3.6.13",
      term: 7,
      leader: 2n,
      isLearner: false,
      raftIndex: 100,
      appliedIndex: 100,
      sizeBytes: 31_000_000,
      usedBytes: 20_000_000,
      errors: [],
      members: MEMBERS,
      alarms: [],
      tookMs: 2,
      ...more,
    },
  };
}

const STORE = { id: "kubernetes", title: "etcd", notAsked: "listens on its own loopback" };

test("lag, size, alarms and the leader come from who knows them", () => {
  const alarms = [{ id: 3n, alarm: "NOSPACE" }];
  const look = lookFromEtcd(
    [sight(1n, { appliedIndex: 88 }), sight(2n, { alarms }), sight(3n, { alarms })],
    { ...STORE, ownUrl: "https://10.0.0.1:2379" },
  );
  assert.deepEqual(
    look.members.map(({ name, lag, alarms: own, isThisHost }) => [name, lag, own, isThisHost]),
    [
      ["m1", 12, undefined, true],
      ["m2", 0, undefined, false],
      ["m3", 0, ["NOSPACE"], false],
    ],
  );
  assert.deepEqual([look.leader, look.term, look.source], ["2", 7, "leader"]);
  assert.equal(judgeStore(trackStore(undefined, look, 0), 0).is, "OK");
});

test("one that was never started is pending, a learner is none that votes", () => {
  const members = [
    member(1n),
    member(2n, { isLearner: true, name: "" }),
    member(3n, { isLearner: true }),
  ];
  const look = lookFromEtcd([sight(1n, { leader: 1n, members })], STORE);
  assert.deepEqual(
    look.members.map(({ name, role }) => [name, role]),
    [
      ["m1", "voter"],
      ["https://10.0.0.2:2380", "pending"],
      ["m3", "learner"],
    ],
  );
});

test("where only this host's member can be asked, the others are not made up", () => {
  const look = lookFromEtcd([sight(1n)], STORE);
  assert.deepEqual([look.leader, look.claimed], [undefined, "2"]);
  assert.deepEqual(look.members[1]?.answer, { is: "not-asked", why: STORE.notAsked });
  const { is, why } = judgeStore(trackStore(undefined, look, 0), 0);
  assert.deepEqual(
    [is, why],
    ["unknown", "there is a leader; 2 of 3 voters cannot be asked from here"],
  );
});
