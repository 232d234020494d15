import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { auditLogFile, createAuditTrail, syslogSink } from "../../src/audit/index.ts";
import { type Audit, type AuditEntry, systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";

const entryOf = (action: string, year = 2026): AuditEntry => ({
  ...{ atMs: Date.UTC(year, 5, 1), actor: { user: "mia", from: "tty1" }, action, subject: "x" },
});

/** A trail over one file, and what was said about it. */
function trailTo(t: TestContext, options: { readonly largestBytes?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bringup-audit-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "var/log/bringup-audit.log");
  const said: string[] = [];
  const kept: AuditEntry[] = [];
  const ledger: Audit = { append: (entry) => void kept.push(entry), list: () => kept };
  const trail = createAuditTrail({
    ...{ ledger, processId: 7, sinks: [auditLogFile(path, options.largestBytes)] },
    host: () => ({ edgeId: "edge-1", name: "rack12-a" }),
    say: (_level, message) => void said.push(message),
  });
  const record = async (...entries: readonly AuditEntry[]) => {
    for (const entry of entries) trail.append(entry);
    await trail.flush(systemClock, 10_000);
  };
  const actions = (name = "") =>
    readFileSync(`${path}${name}`, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[5]);
  return { path, said, kept, record, actions };
}

test("changes are appended to a file that others of its group can read", async (t) => {
  const { path, record, actions } = trailTo(t);
  await record(entryOf("plan-approved"), entryOf("run-ended"));
  await record(entryOf("clock-set"));
  assert.deepEqual(actions(), ["plan-approved", "run-ended", "clock-set"]);
  assert.equal(statSync(path).mode & 0o777, 0o640);
});

test("half a line, left by a power cut, does not swallow the next one", async (t) => {
  const { path, record, actions } = trailTo(t);
  await record(entryOf("plan-approved"));
  appendFileSync(path, "<189>1 2026-11-22T");
  await record(entryOf("run-ended"));
  assert.deepEqual(actions(), ["plan-approved", undefined, "run-ended"]);
});

test("the file begins anew with a new year, and not when the clock goes back", async (t) => {
  const { record, actions } = trailTo(t);
  await record(entryOf("in-2026"));
  await record(entryOf("in-2027", 2027));
  await record(entryOf("in-1970", 1970));
  assert.deepEqual(actions(), ["in-2027", "in-1970"]);
  assert.deepEqual(actions(".1"), ["in-2026"]);
});

test("the file begins anew at its largest size, and five old ones are kept", async (t) => {
  const { path, record, actions } = trailTo(t, { largestBytes: 300 });
  for (let count = 1; count <= 9; count++) await record(entryOf(`change-${count}`));
  const names = readdirSync(join(path, "..")).sort();
  assert.deepEqual(
    names,
    ["", ".4", ".5", ".6", ".7", ".8"].map((end) => `bringup-audit.log${end}`),
  );
  assert.deepEqual(
    [actions(), actions(".8"), actions(".4")],
    [["change-9"], ["change-8"], ["change-4"]],
  );
});

test("a log that cannot be written fails no change and is said once; what waited comes after", async (t) => {
  const { path, said, kept, record, actions } = trailTo(t);
  mkdirSync(path, { recursive: true });
  await record(entryOf("first"));
  await record(entryOf("second"));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", /bringup-audit\.log does not take the audit: .*; the ledger/);
  assert.equal(kept.length, 2);
  rmSync(path, { recursive: true });
  await record(entryOf("third"));
  assert.deepEqual(actions(), ["first", "second", "third"]);
  assert.match(said[1] ?? "", /takes the audit again$/);
});

test("of a log that is away for long the newest thousand records wait, and the rest is said", async (t) => {
  const { path, said, record, actions } = trailTo(t);
  mkdirSync(path, { recursive: true });
  await record(...Array.from({ length: 1010 }, (_, count) => entryOf(`change-${count + 1}`)));
  rmSync(path, { recursive: true });
  await record(entryOf("last"));
  assert.deepEqual([actions().length, actions()[0], actions().at(-1)], [1000, "change-12", "last"]);
  assert.match(said.at(-1) ?? "", /; 11 records are in the ledger alone$/);
});

test("what the log is replaced with by a link is never appended to", async (t) => {
  const { path, said, record } = trailTo(t);
  const target = join(path, "../../target");
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(target, "mine\n");
  symlinkSync(target, path);
  await record(entryOf("plan-approved"));
  assert.equal(readFileSync(target, "utf8"), "mine\n");
  assert.equal(said.length, 1);
});

test("where the host has syslog the same message goes there, by standard input alone", async () => {
  const calls: unknown[] = [];
  const host = createMemoryHost({
    files: { "/dev/log": "" },
    commands: {
      logger({ argv, input }) {
        calls.push({ argv, input });
        return { is: "exited", exitCode: 0, stdout: "", stderr: "" };
      },
    },
  });
  const trail = createAuditTrail({
    ledger: { append: () => {}, list: () => [] },
    sinks: [syslogSink(host)],
    processId: 7,
    host: () => ({ edgeId: "edge-1", name: "rack12-a" }),
    say: (_level, message) => assert.fail(message),
  });
  trail.append(entryOf("clock-set"));
  await trail.flush(systemClock, 10_000);
  assert.deepEqual(calls, [
    {
      argv: ["logger", "-p", "local7.notice", "-t", "stylus-audit", "-S", "4096"],
      input:
        '{"edgeHostId":"edge-1","contentMsg":"clock set: x","action":"clock-set",' +
        '"actor":"mia (tty1)","actorType":"user","resourceId":"edge-1",' +
        '"resourceName":"rack12-a","resourceKind":"edgehost"}\n',
    },
  ]);
});

test("a host without syslog is asked for nothing and complains about nothing", async () => {
  await syslogSink(createMemoryHost()).write([]);
});
