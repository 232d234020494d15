import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { LogBatch, LogLine, LogRequest } from "../../src/engine/index.ts";
import { ABSENT, known } from "../../src/engine/index.ts";
import { createRootHost, processIdentity } from "../../src/host/index.ts";
import { createLineCutter } from "../../src/host/logs/cut-lines.ts";
import { ENTRY_BYTES, parseEntry } from "../../src/host/logs/journal-entry.ts";
import { openKernelRing, parseRecord } from "../../src/host/logs/kernel-ring.ts";
import { createMachineLogs } from "../../src/host/machine/logs.ts";
import { eventually } from "../support/eventually.ts";

function entryOf(text: string | Buffer): LogLine | undefined {
  const cutter = createLineCutter(ENTRY_BYTES);
  const [line] = [...cutter.add(Buffer.from(text)), ...cutter.rest()];
  assert.ok(line);
  return parseEntry(line);
}

const STAMP = '"__REALTIME_TIMESTAMP" : "1700000000123456"';

test("an entry of the journal becomes a line with time, priority, program and process", () => {
  const entry = `{${STAMP}, "PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","_PID":"812","MESSAGE":"no"}`;
  const line = { atMs: 1_700_000_000_123, priority: 3, identifier: "sshd", pid: 812, text: "no" };
  assert.deepEqual(entryOf(entry), line);
  assert.deepEqual(entryOf(`{${STAMP},"_COMM":"a"}`), {
    atMs: line.atMs,
    identifier: "a",
    text: "",
  });
});

test("a message that is bytes, or stands several times, is read; garbage is no entry", () => {
  assert.equal(entryOf('{"MESSAGE":[104,105,255,27,91,74]}')?.text, "hi\ufffd\u001b[J");
  assert.equal(entryOf('{"MESSAGE":["one","two",[51]]}')?.text, "one\ntwo\n3");
  assert.equal(entryOf('{"MESSAGE":null,"PRIORITY":"99"}')?.priority, undefined);
  for (const garbage of ["", "{", "[1]x", "null", "-- Reboot --"])
    assert.equal(entryOf(`${garbage}\n`), undefined);
});

test("of an entry too long to parse the beginning is told, and fields inside a text are none", () => {
  const long = `{${STAMP},"_PID":"7","MESSAGE":"begin ,\\"PRIORITY\\":\\"0\\" ${"é\\n".repeat(90_000)}"}`;
  const line = entryOf(long);
  assert.deepEqual([line?.pid, line?.priority], [7, undefined]);
  assert.match(line?.text ?? "", /^begin ,"PRIORITY":"0" é\né\n/);
  assert.ok((line?.cutBytes ?? 0) > 200_000);
  const bytes = entryOf(`{"MESSAGE":[${"27,".repeat(200_000)}27]}`);
  assert.equal(bytes?.text, "\u001b".repeat(8192));
  const none = entryOf(`{"OTHER":"${"x".repeat(100_000)}","MESSAGE":"lost"}`);
  assert.deepEqual([none?.text, (none?.cutBytes ?? 0) > 30_000], ["", true]);
});

test("a record of the kernel becomes a line, whatever its fields say", () => {
  const record = Buffer.from("6,12,5000000,-;eth0: link up\n SUBSYSTEM=net\n DEVICE=+net:eth0\n");
  const line = { atMs: 1005_000, priority: 6, identifier: "kernel", text: "eth0: link up" };
  assert.deepEqual(parseRecord(record, 1_000_000), line);
  assert.equal(parseRecord(Buffer.from("no record"), 0), undefined);
  assert.equal(parseRecord(Buffer.from("30,1,2,c,caller=T1;x"), 0)?.priority, 6);
});

test("the ring of the kernel gives its last records, then new ones, and is closed", async () => {
  const records = ["one", "two", "three"].map((text, at) =>
    Buffer.from(`4,${at},${at},-;${text}\n`),
  );
  let isClosed = false;
  const ring = {
    read: async () => records.shift() ?? ("wait" as const),
    async close() {
      isClosed = true;
    },
  };
  const request = { source: { is: "kernel" }, lines: 2, until: "closed" } as const;
  const fact = await openKernelRing(request, async () => ring);
  assert.ok(fact.is === "known");
  assert.deepEqual(textsOf(await fact.value.next()), ["two", "three"]);
  const next = fact.value.next();
  records.push(Buffer.from("4,9,9,-;four\n"));
  assert.deepEqual(textsOf(await next), ["four"]);
  await fact.value.close();
  assert.equal(isClosed, true);
  assert.deepEqual(await fact.value.next(), { is: "ended" });
});

function textsOf(batch: LogBatch): readonly string[] {
  assert.ok(batch.is === "lines", JSON.stringify(batch));
  return batch.lines.map(({ text }) => text);
}

/** A stand-in for journalctl(1): says what it was asked, and what a test wants. */
async function standIn(t: TestContext, script: string) {
  const folder = await mkdtemp(join(tmpdir(), "bringup-journal-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "journalctl");
  await writeFile(path, `#!/bin/sh\ncd '${folder}'\necho "$@" >asked\n${script}\n`, {
    mode: 0o755,
  });
  const logs = createMachineLogs({
    journalctl: () => [path],
    isUnit: async (unit) => (unit === "none.service" ? ABSENT : known(unit)),
  });
  return { folder, logs };
}

const UNIT: LogRequest = {
  source: { is: "unit", unit: "kubelet.service" },
  lines: 20,
  until: "closed",
};

test("the journal is asked for what is needed alone, and its program ends with the reader", async (t) => {
  const { folder, logs } = await standIn(
    t,
    `sleep 600 & echo $! >child; echo '{"MESSAGE":"one"}'; echo '{"MESSAGE":"two"}'; wait`,
  );
  const fact = await logs.open({ ...UNIT, sinceMs: 1_700_000_000_999 });
  assert.ok(fact.is === "known");
  const lines = fact.value;
  const first = textsOf(await lines.next());
  const all = first.length === 2 ? first : [...first, ...textsOf(await lines.next())];
  assert.deepEqual(all, ["one", "two"]);
  assert.equal(
    await readFile(join(folder, "asked"), "utf8"),
    "--no-pager --quiet --output=json --all --output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID --lines=20 --follow --since=@1700000000 --unit=kubelet.service\n",
  );
  const pid = Number(await readFile(join(folder, "child"), "utf8"));
  assert.ok(processIdentity(pid));
  const waiting = lines.next();
  await lines.close();
  assert.deepEqual(await waiting, { is: "ended" });
  await eventually("its processes are gone", () => !processIdentity(pid));
});

test("a flood of lines is held up where nobody reads, and comes whole where somebody does", async (t) => {
  const { folder, logs } = await standIn(
    t,
    `i=0; while [ $i -lt 30000 ]; do echo '{"MESSAGE":"line"}'; i=$((i + 1)); done; echo done >done`,
  );
  const fact = await logs.open({ ...UNIT, until: "now" });
  assert.ok(fact.is === "known");
  let count = 0;
  let largest = 0;
  for (;;) {
    const batch = await fact.value.next();
    if (count === 0) await assert.rejects(readFile(join(folder, "done")), "nobody reads yet");
    if (batch.is === "ended") break;
    count += batch.lines.length;
    largest = Math.max(largest, batch.lines.length);
  }
  assert.equal(count, 30_000);
  assert.ok(largest <= 512, String(largest));
});

test("why there is no journal is said", async (t) => {
  const { logs } = await standIn(t, "echo 'No journal files were opened: refused' >&2; exit 1");
  const refused = await logs.open(UNIT);
  assert.ok(refused.is === "known");
  const why = "No journal files were opened: refused";
  assert.deepEqual(await refused.value.next(), { is: "ended", why });
  const gone = { journalctl: () => ["/nonexistent/journalctl"] as const };
  const isUnit = async () => known(true);
  const missing = await createMachineLogs({ ...gone, isUnit }).open(UNIT);
  assert.ok(missing.is === "known");
  const ended = { is: "ended", why: "/nonexistent/journalctl is missing" };
  assert.deepEqual(await missing.value.next(), ended);
  const without = createMachineLogs({ journalctl: () => undefined, isUnit });
  assert.equal((await without.open(UNIT)).is, "unknown");
});

test("of a directory no program reads the journal unless that is allowed", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "bringup-root-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const host = createRootHost({ root });
  for (const source of [UNIT.source, { is: "kernel" } as const, { is: "journal" } as const]) {
    const fact = await host.logs.open({ ...UNIT, source });
    assert.deepEqual(fact, {
      is: "unknown",
      why: "the journal in a directory is not read: no program is run for it",
    });
  }
});

test("a log file of a directory is never one outside of it", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "bringup-root-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const host = createRootHost({ root });
  const outside = await mkdtemp(join(tmpdir(), "bringup-outside-"));
  t.after(() => rm(outside, { recursive: true, force: true }));
  await writeFile(join(outside, "a.log"), "secret\n");
  for (const path of [join(outside, "a.log"), `/../..${outside}/a.log`]) {
    const source = { is: "file", path } as const;
    assert.deepEqual(await host.logs.open({ ...UNIT, source }), { is: "absent" });
  }
});
