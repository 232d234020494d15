import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEntry, AuditVerdict } from "../../src/engine/index.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

const ENTRIES: readonly AuditEntry[] = [
  {
    atMs: new Date("2026-11-22T04:31:16").getTime(),
    actor: { user: "ann", from: "ssh from 10.0.0.5" },
    ...{ action: "approve-refused", subject: "approve", code: "LEASE_HELD" },
    detail: "mia on tty1 has control of this host",
  },
  {
    atMs: new Date("2026-11-22T04:30:00").getTime(),
    actor: { user: "mia", from: "tty1" },
    ...{ action: "document-saved", subject: "generation 2", digests: { was: "aa11", is: "bb22" } },
  },
];

function benchWith(verdict: AuditVerdict = { is: "whole", entries: 2, chained: 2, head: "ff00" }) {
  const bench = createCliBench();
  bench.hub.answerWith((command) =>
    command.do === "verify-audit"
      ? { is: "audit-verdict", verdict }
      : { is: "audit", entries: ENTRIES },
  );
  return bench;
}

test("the audit says who changed what from where, oldest first", async () => {
  const { stdout, exitCode } = await benchWith().run("audit");
  assert.equal(exitCode, 0);
  assert.equal(
    stdout,
    "2026-11-22 04:30:00 mia (tty1) document-saved generation 2 [aa11 -> bb22]\n" +
      "2026-11-22 04:31:16 ann (ssh from 10.0.0.5) approve-refused approve: " +
      "mia on tty1 has control of this host (LEASE_HELD)\n",
  );
});

test("for programs each entry is one object", async () => {
  const { stdout } = await benchWith().run("audit", "--json");
  assert.deepEqual(jsonLines(stdout), ENTRIES.toReversed());
});

test("for collectors each entry is one line of syslog", async () => {
  const { stdout } = await benchWith().run("audit", "--rfc5424");
  const [first = "", second = ""] = stdout.split("\n");
  assert.match(first, /^<189>1 \S+Z rack12-edge1 stylus-audit 4711 document-saved - \{/);
  assert.equal(JSON.parse(second.slice(second.indexOf("{"))).actor, "ann (ssh from 10.0.0.5)");
});

for (const { when, ago, at } of [
  { when: "2026-11-20", at: new Date("2026-11-20T00:00").getTime() },
  { when: "2026-11-20T14:30", at: new Date("2026-11-20T14:30").getTime() },
  { when: "12h", ago: 12 * 3_600_000 },
  { when: "7d", ago: 7 * 86_400_000 },
]) {
  test(`--since ${when} asks for the entries from then on`, async () => {
    const bench = benchWith();
    const beforeMs = Date.now();
    await bench.run("audit", "--since", when);
    const [command] = bench.hub.handled;
    assert.ok(command?.do === "audit" && command.sinceMs !== undefined);
    if (at !== undefined) return assert.equal(command.sinceMs, at);
    const asked = command.sinceMs + (ago ?? 0);
    assert.ok(asked >= beforeMs && asked <= Date.now());
  });
}

test("what is no time is refused with the forms there are", async () => {
  const { exitCode, stderr } = await benchWith().run("audit", "--since", "yesterday");
  assert.equal(exitCode, 2);
  assert.match(stderr, /not a time: yesterday/);
});

test("an audit that is whole gives a digest to note, a broken one exits 1 and says where", async () => {
  const whole = await benchWith({ is: "whole", entries: 9, chained: 7, head: "ff00" }).run(
    ...["audit", "--verify"],
  );
  assert.equal(whole.exitCode, 0);
  assert.match(whole.stdout, /9 entries; 2 are from before there was a chain\.\n.*ff00/);
  const broken = await benchWith({ is: "broken", seq: 4, why: "it is not as it was written" }).run(
    ...["audit", "--verify"],
  );
  assert.equal(broken.exitCode, 1);
  assert.match(broken.stdout, /\[FAIL\] Entry 4 of the audit: it is not as it was written\./);
});
