import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeStore, trackStore } from "../../src/datastore/index.ts";
import type { Sight } from "../../src/dqlite/index.ts";
import { createMemoryHost, type MemoryHttpRequest } from "../../src/host/index.ts";
import { lookFromDqlite, watchEtcd } from "../../src/store-looks/index.ts";

const STORE = { id: "s", title: "S", nameOf: (address: string) => `name of ${address}` };
const FILE = [
  { id: 18416357231584245716n, address: "a:1", role: "voter" },
  { id: 2n, address: "b:1", role: "spare" },
] as const;

/** A spare that was never anything else answers, and knows nobody. */
const SPARE: Sight = {
  address: "b:1",
  said: { is: "answer", leader: undefined, members: [], tookMs: 1 },
};
const GONE: Sight = {
  address: "a:1",
  said: { is: "silent", code: "ECONNREFUSED", why: "refused" },
};

test("when no node tells the members, those of the file count, and who answers is still seen", () => {
  const { source, members, leader } = lookFromDqlite([GONE, SPARE], {
    ...STORE,
    ownAddress: "b:1",
    lastKnown: () => FILE,
  });
  assert.deepEqual([source, leader], ["last-known", undefined]);
  assert.deepEqual(
    members.map(({ id, role, isThisHost, answer }) => [id, role, isThisHost, answer.is]),
    [
      ["ff940b53fd4677d4", "voter", false, "silent"],
      ["2", "spare", true, "answered"],
    ],
  );
  const without = lookFromDqlite([GONE, SPARE], STORE);
  assert.deepEqual([without.source, without.members], ["nobody", []]);
});

test("a file never counts against what a node tells", () => {
  const told = [{ id: 2n, address: "b:1", role: "voter" }] as const;
  const said = { is: "answer", leader: told[0], members: told, tookMs: 1 } as const;
  const look = lookFromDqlite([{ address: "b:1", said }], { ...STORE, lastKnown: () => FILE });
  assert.deepEqual([look.source, look.members.length, look.leader], ["leader", 1, "2"]);
});

test("who is there and speaks something else is not asked, rather than gone", () => {
  const why = "no tunnel: HTTP/1.1 404 Not Found";
  const odd: Sight = { address: "a:1", said: { is: "silent", code: "PROTOCOL", why } };
  const { members } = lookFromDqlite([odd], { ...STORE, lastKnown: () => FILE });
  assert.deepEqual(members[0]?.answer, { is: "not-asked", why });
});

const OWN = "https://127.0.0.1:2379";

/** A gateway of three, of which the members at `up` answer. */
function gateway(up: readonly string[], asked: string[]) {
  const ids: Readonly<Record<string, string>> = { [OWN]: "1", "https://b:2379": "2" };
  return ({ url }: MemoryHttpRequest) => {
    const origin = URL.parse(url)?.origin ?? "";
    asked.push(origin);
    if (!up.includes(origin))
      return { is: "failed", at: "connect", why: "connection refused" } as const;
    const header = { member_id: ids[origin], raft_term: "2" };
    const member = (at: string, ID: string) => ({
      ID,
      name: at,
      clientURLs: [`https://${at}:2379`],
    });
    const body = url.endsWith("/list")
      ? { header, members: [member("a", "1"), member("b", "2"), member("c", "3")] }
      : { header, leader: "2" };
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    return { is: "answered", status: 200, headers: {}, body: bytes, tookMs: 1 } as const;
  };
}

test("members of etcd that this host's own names are asked in the same look, and itself once", async () => {
  const asked: string[] = [];
  const up = [OWN, "https://b:2379"];
  const host = createMemoryHost({ http: gateway(up, asked) });
  const watch = watchEtcd(host, { ownUrl: OWN, store: { ...STORE, notAsked: "unknown here" } });
  const { signal } = new AbortController();
  for (const _ of ["when they are new", "when they are known"]) {
    asked.length = 0;
    const seen = await watch.look(signal);
    assert.deepEqual(
      seen.members.map(({ name, isThisHost, answer }) => [name, isThisHost, answer.is]),
      [
        ["a", true, "answered"],
        ["b", false, "answered"],
        ["c", false, "silent"],
      ],
    );
    assert.deepEqual([...new Set(asked)], [OWN, "https://b:2379", "https://c:2379"]);
  }
  watch.close();
});

test("a dead member of this host is known by its name, told by the others", async () => {
  const up = [OWN, "https://b:2379"];
  const host = createMemoryHost({ http: gateway(up, []) });
  const store = { ...STORE, notAsked: "unknown here", ownName: "a" };
  const watch = watchEtcd(host, { ownUrl: OWN, store });
  const { signal } = new AbortController();
  await watch.look(signal);
  up.shift();
  const { members } = await watch.look(signal);
  const [own] = members.filter(({ isThisHost }) => isThisHost);
  assert.deepEqual([own?.name, own?.answer.is], ["a", "silent"]);
  assert.equal(members.length, 3);
});

test("a store of somebody else that cannot be asked is unknown; one that was asked in vain is lost", () => {
  const verdictOn = (is: "not-asked" | "silent") => {
    const member = { id: "e", name: "e", role: "voter", isThisHost: false } as const;
    const look = { ...STORE, kind: "external", source: "members", electionMs: 0 } as const;
    const members = [{ ...member, answer: { is, why: "" } as const }];
    return judgeStore(trackStore(undefined, { ...look, members, leader: "e" }, 0), 0).is;
  };
  assert.deepEqual([verdictOn("not-asked"), verdictOn("silent")], ["unknown", "LOST"]);
});
