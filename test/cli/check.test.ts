import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

interface Row {
  readonly id: string;
  readonly status: string;
  readonly when: string;
  readonly observed: string;
  readonly threshold: string;
  readonly severity: string;
  readonly source: string;
}

async function rowsOf(...argv: readonly string[]): Promise<readonly Row[]> {
  const host = createMemoryHost({ files: { "/proc/meminfo": "MemTotal: 16000000 kB\n" } });
  const { stdout } = await createCliBench({ host }).run("check", "--json", ...argv);
  return jsonLines(stdout).filter((row) => "id" in (row as object)) as readonly Row[];
}

test("check --explain says what a host is held to and by whom, without looking at one", async () => {
  const { exitCode, stdout } = await createCliBench().run("check", "--explain");
  assert.equal(exitCode, 0);
  assert.deepEqual(stdout.match(/^Matters .+$/gm), [
    "Matters before settings",
    "Matters before a cluster",
    "Matters before an upgrade",
    "Matters at any time",
  ]);
  assert.match(
    stdout,
    /^blocks CPU cores +hardware\.cores\n {7}2 cores\n {7}From: Palette Edge, hardware requirements$/m,
  );
  assert.match(stdout, /^ {7}only for Trusted Boot$/m);
  for (const row of await rowsOf("--explain")) {
    assert.ok(row.threshold !== "" && row.source !== "" && row.severity !== "", row.id);
  }
});

test("every result carries when it matters, its worst and its threshold", async () => {
  const memory = (await rowsOf()).find(({ id }) => id === "hardware.memory");
  assert.deepEqual(
    [memory?.status, memory?.when, memory?.severity, memory?.threshold],
    ["pass", "before settings", "block", "8 GiB, less a tenth for the firmware"],
  );
});

test("check --before leaves out what matters only later in the walk", async () => {
  const momentsOf = async (...argv: readonly string[]) =>
    [...new Set((await rowsOf(...argv)).map(({ when }) => when))].sort();
  assert.deepEqual(await momentsOf("--before", "settings"), ["at any time", "before settings"]);
  assert.deepEqual(await momentsOf("--before", "cluster"), [
    "at any time",
    "before a cluster",
    "before settings",
  ]);
  assert.ok((await momentsOf()).includes("before an upgrade"));
});

test("what only one feature needs is judged when it is asked for", async () => {
  const fips = async (...argv: readonly string[]) =>
    (await rowsOf(...argv)).find(({ id }) => id === "system.fips")?.observed;
  assert.equal(await fips(), "only for FIPS");
  assert.notEqual(await fips("--for", "fips"), "only for FIPS");
});
