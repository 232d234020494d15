import assert from "node:assert/strict";
import { test } from "node:test";
import { agedReport, type StoreReport } from "../../src/datastore/index.ts";
import { ABSENT, known } from "../../src/engine/index.ts";
import { practiceChoices, type Subject, subjectLines, subjectsOf } from "../../src/status/index.ts";
import { atRisk, electing, lost, well } from "../support/practice-store.ts";
import { CLUSTER, NOW_MS } from "../support/session.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const since = (epochMs: number) => NOW_MS - epochMs;

function practised(store: StoreReport, name: string): Subject {
  const found = subjectsOf(null, { own: ABSENT, practice: [store] });
  const subject = found.find((each) => each.name === name);
  assert.ok(subject);
  return subject;
}

const told = (subject: Subject) =>
  Object.fromEntries(subjectLines(subject, since).map(({ label, text }) => [label, text]));

test("members of the own stores come first, then those to practise on, then the nodes", () => {
  const own = known(reportsOf([etcdLook([memberLook("node-1")])], NOW_MS));
  const all = subjectsOf(CLUSTER, { own, practice: [well(NOW_MS)] });
  assert.deepEqual(
    all.map(({ is, name }) => `${is} ${name}`),
    [
      ...["member node-1", "member rack12-a", "member rack12-b", "member rack12-c"],
      "node rack12-edge1",
    ],
  );
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
});

test("a member that is well: what it is, that it answers, and that it may be stopped", () => {
  assert.deepEqual(told(practised(well(NOW_MS), "rack12-b")), {
    Role: "voter, leads since 12:20:49",
    State: "answers this host within < 1 ms",
    "Stop now?":
      "yes: the quorum holds without it: 2 of the others answer; another leader is elected first",
    Quorum: "OK: 1 of 3 voters may fail",
    Leader: "rack12-b, by its own word",
    "Do now": "nothing",
    Address: "192.0.2.12:9000",
  });
});

test("while a leader is elected: how long there is none, what comes by itself, and to wait", () => {
  const lines = told(practised(electing(NOW_MS), "rack12-b"));
  assert.equal(lines.Role, "voter, named as the leader by others");
  assert.equal(
    lines.State,
    "UNREACHABLE: 192.0.2.12:9000: connection refused; last seen 12:30:46, 3 s ago",
  );
  assert.equal(lines.Leader, "rack12-b by the word of others alone, for 2 s now");
  assert.equal(lines.Repair, "a leader is elected by itself, within seconds");
  assert.equal(lines["Do now"], "wait for the election; stop nothing meanwhile");
});

test("an election is promised only where enough voters answer here for one", () => {
  const store = electing(NOW_MS);
  const alone = { ...store, verdict: { ...store.verdict, answering: 1 } };
  assert.equal(
    told(practised(alone, "rack12-a")).Repair,
    "a leader is elected by itself only if the others still reach each other",
  );
});

test("a member that is gone: nothing repairs itself without one that stands by", () => {
  const lines = told(practised(atRisk(NOW_MS), "rack12-b"));
  assert.equal(lines.Repair, "nothing does by itself: no member stands by to take its place");
  assert.equal(lines["Do now"], "its host answers: see why its service does not run");
  const other = told(practised(atRisk(NOW_MS), "rack12-c"));
  assert.match(other["Stop now?"] ?? "", /^NO: the quorum would be lost/);
  assert.equal(other["Do now"], "bring back rack12-b before anything else stops");
});

test("where one stands by it is named, with the moment by which it takes the place", () => {
  const members = [
    ...["a", "b"].map((name) => memberLook(name)),
    memberLook("c", SILENT),
    memberLook("d", { role: "stand-by" }),
  ];
  const look = etcdLook(members, { kind: "dqlite", repairsWithinMs: 30_000 });
  const own = known(reportsOf([look], NOW_MS));
  const gone = subjectsOf(null, { own }).find(({ name }) => name === "c");
  assert.ok(gone);
  assert.equal(told(gone).Repair, "d or another one takes its place by 12:31:19");
});

test("a lost quorum: how many have to come back, and who", () => {
  const lines = told(practised(lost(NOW_MS), "rack12-a"));
  assert.equal(lines.Leader, "none, for 12 s now");
  assert.equal(lines["Do now"], "bring back 1 of: rack12-b, rack12-c");
  assert.equal(lines.Repair, "nothing does by itself: too few voters are left to decide");
});

test("on old news nothing is promised, and another host is the one to ask", () => {
  const lines = told(practised(agedReport(well(NOW_MS - 9000), NOW_MS), "rack12-b"));
  assert.equal(lines["Stop now?"], "CANNOT TELL: nobody has looked for a while");
  assert.equal(lines.Quorum, "CANNOT TELL: nobody has looked for a while");
});

test("a node without a member of its own says what the API says of it", () => {
  const [node] = subjectsOf(CLUSTER, { own: ABSENT });
  assert.ok(node);
  const { State, Version } = told(node);
  assert.match(State ?? "", /^Ready/);
  assert.match(Version ?? "", /^v1\./);
});

test("what is practised is asked about only where it takes the quorum away", () => {
  const asked = (store: StoreReport, name: string) => {
    const subject = practised(store, name);
    assert.ok(subject.is === "member");
    return practiceChoices(store, subject.member)
      .filter(({ asks }) => asks !== undefined)
      .map(({ what }) => what);
  };
  assert.deepEqual(asked(well(NOW_MS), "rack12-b"), []);
  assert.deepEqual(asked(electing(NOW_MS), "rack12-c"), ["stop", "freeze", "cut"]);
  assert.deepEqual(asked(atRisk(NOW_MS), "rack12-c"), ["stop", "freeze", "cut"]);
  assert.deepEqual(asked(atRisk(NOW_MS), "rack12-b"), []);
  assert.deepEqual(asked(lost(NOW_MS), "rack12-a"), []);
});

test("a disk that is slow is said on the member's page, and a list that is only remembered too", () => {
  const lines = (member: object, more: object = {}) => {
    const look = etcdLook([memberLook("node-1", { isThisHost: true, ...member })], more);
    const [store] = reportsOf([look], NOW_MS);
    assert.ok(store);
    return told(practised(store, "node-1"));
  };
  assert.equal(lines({ syncMs: 8 }).Disk, "99 % of its writes are safe within 8 ms");
  assert.equal(
    lines({ syncMs: 64 }).Disk,
    "99 % of its writes are safe within 64 ms: SLOW, 10 ms are wanted",
  );
  assert.equal(lines({}).Disk, undefined);
  assert.match(
    lines({}, { source: "last-known" }).Role ?? "",
    /^voter on this host, as known last: no member tells it now/,
  );
});
