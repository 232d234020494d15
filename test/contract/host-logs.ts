import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { HostIO, LogBatch, LogLine, LogLines, LogRequest } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import type { HostTraits } from "./host.ts";
import { isCode } from "./host-files.ts";
import { steadyUnit } from "./host-units.ts";

const text = (value: string) => new TextEncoder().encode(value);

async function opened(
  t: TestContext,
  host: HostIO,
  request: Partial<LogRequest> & Pick<LogRequest, "source">,
): Promise<LogLines> {
  const fact = await host.logs.open({ lines: 100, until: "closed", ...request });
  assert.ok(fact.is === "known", JSON.stringify(fact));
  t.after(() => fact.value.close());
  return fact.value;
}

/** Reads on until so many lines have come. */
async function take(lines: LogLines, count: number): Promise<readonly LogLine[]> {
  const all: LogLine[] = [];
  while (all.length < count) {
    const batch = await lines.next();
    assert.ok(batch.is === "lines", JSON.stringify([batch, all]));
    all.push(...batch.lines);
  }
  return all;
}

async function toTheEnd(lines: LogLines): Promise<readonly LogLine[]> {
  const all: LogLine[] = [];
  for (let batch: LogBatch = await lines.next(); batch.is === "lines"; batch = await lines.next())
    all.push(...batch.lines);
  return all;
}

const texts = (lines: readonly LogLine[]) => lines.map((line) => line.text);

/** Log files: the last lines, then each as it is written. */
export function logsContract({ name, make }: HostTraits): void {
  test(`${name}: of a log file come the last lines, then each when it is whole`, async (t) => {
    const { host, folder, append } = await make(t);
    const path = `${folder}/a.log`;
    await host.files.writeInPlace(path, "one\ntwo\nthree\nfo");
    const lines = await opened(t, host, { source: { is: "file", path }, lines: 3 });
    assert.deepEqual(texts(await take(lines, 2)), ["two", "three"]);
    const next = take(lines, 2);
    await append(path, text("ur\r\n\nsi"));
    assert.deepEqual(texts(await next), ["four", ""]);
    const last = take(lines, 1);
    await append(path, text("x\n"));
    assert.deepEqual(await last, [{ text: "six" }]);
  });

  test(`${name}: a log file in the place of another is read from its start, the other to its end`, async (t) => {
    const { host, folder, append } = await make(t);
    const path = `${folder}/a.log`;
    await host.files.writeInPlace(path, "one\n");
    const lines = await opened(t, host, { source: { is: "file", path }, lines: 1 });
    assert.deepEqual(texts(await take(lines, 1)), ["one"]);
    await host.files.writeAtomic(path, "two\nthree\n", { mode: 0o644 });
    assert.deepEqual(texts(await take(lines, 2)), ["two", "three"]);
    await append(path, text("four\n"));
    assert.deepEqual(texts(await take(lines, 1)), ["four"]);
    // Emptied, as by a rotation that copies.
    await host.files.writeInPlace(path, "5\n");
    assert.deepEqual(texts(await take(lines, 1)), ["5"]);
  });

  test(`${name}: what is there now ends, with half a line too`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/a.log`;
    await host.files.writeInPlace(path, "one\ntwo");
    const source = { is: "file", path } as const;
    for (const [lines, expected] of [
      [0, []],
      [1, ["two"]],
      [9, ["one", "two"]],
    ] as const) {
      const read = await opened(t, host, { source, lines, until: "now" });
      assert.deepEqual(texts(await toTheEnd(read)), expected);
      assert.deepEqual(await read.next(), { is: "ended" });
    }
  });

  test(`${name}: a file that is not there is absent, and a folder is no log`, async (t) => {
    const { host, folder } = await make(t);
    const request = { lines: 1, until: "now" } as const;
    const none = { is: "file", path: `${folder}/none` } as const;
    assert.deepEqual(await host.logs.open({ source: none, ...request }), { is: "absent" });
    const place = { is: "file", path: folder } as const;
    assert.equal((await host.logs.open({ source: place, ...request })).is, "unknown");
  });

  test(`${name}: a line of a megabyte is cut and counted, and what is no text is replaced`, async (t) => {
    const { host, folder, append } = await make(t);
    const path = `${folder}/a.log`;
    await host.files.writeInPlace(path, "");
    const lines = await opened(t, host, { source: { is: "file", path } });
    const long = Buffer.alloc(1024 ** 2, "x");
    await append(path, Buffer.concat([long, text("\n"), Buffer.from([0xff, 0x00, 0xc3, 0x0a])]));
    const [first, second] = await take(lines, 2);
    assert.equal(first?.text, "x".repeat(8192));
    assert.equal(first?.cutBytes, 1024 ** 2 - 8192);
    assert.deepEqual(second, { text: "\ufffd\0\ufffd" });
  });

  test(`${name}: whoever waits for a line is let go when it is closed or cancelled`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/a.log`;
    await host.files.writeInPlace(path, "one\n");
    const cancel = new AbortController();
    const source = { is: "file", path } as const;
    const closed = await opened(t, host, { source, lines: 0 });
    const cancelled = await opened(t, host, { source, lines: 0, signal: cancel.signal });
    const waiting = [closed.next(), cancelled.next()];
    await closed.close();
    await closed.close();
    cancel.abort();
    assert.deepEqual(await Promise.all(waiting), [{ is: "ended" }, { is: "ended" }]);
    assert.deepEqual(await closed.next(), { is: "ended" });
  });
}

const UNIT = "steady.service";
const PROGRAM = "/usr/local/bin/steady";

/** Units: over their restarts, until it is closed. */
export function unitLogsContract({ name, make }: HostTraits): void {
  test(`${name}: a unit without a file has no log, and what is no unit name reaches nothing`, async (t) => {
    const { host } = await make(t);
    const request = { lines: 1, until: "now" } as const;
    const source = { is: "unit", unit: "nothing-of-ours.service" } as const;
    assert.deepEqual(await host.logs.open({ source, ...request }), { is: "absent" });
    for (const unit of ["../x.service", "--all", "a b.service", "*.service"]) {
      const asked = host.logs.open({ source: { is: "unit", unit }, ...request });
      await assert.rejects(asked, isCode("BUG"));
    }
  });

  test(`${name}: the log of a unit goes on over its restarts`, async (t) => {
    const { host } = await make(t);
    const script = '#!/bin/sh\necho "hello from $1"\nexec sleep 600\n';
    await host.files.writeAtomic(PROGRAM, script, { mode: 0o755 });
    const file = `/etc/systemd/system/${UNIT}`;
    await host.files.writeAtomic(file, steadyUnit(PROGRAM), { mode: 0o644 });
    await host.units.reload();
    const source = { is: "unit", unit: UNIT } as const;
    const lines = await opened(t, host, { source, lines: 0 });
    const said: string[] = [];
    const hellos = (count: number) =>
      eventually(`${count} greetings`, async () => {
        const batch = await lines.next();
        assert.ok(batch.is === "lines", JSON.stringify(batch));
        said.push(...texts(batch.lines));
        return said.filter((line) => line === "hello from steady").length === count;
      });
    await host.units.start(UNIT);
    await hellos(1);
    await host.units.restart(UNIT);
    await hellos(2);
    await lines.close();
    assert.deepEqual(await lines.next(), { is: "ended" });
    const again = await opened(t, host, { source, until: "now" });
    assert.ok(texts(await toTheEnd(again)).includes("hello from steady"));
    await host.units.stop(UNIT, { timeoutMs: 5_000 });
  });
}
