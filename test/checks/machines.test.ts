import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { CHECKS, type CheckResult, runChecks } from "../../src/checks/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import { loadBlindMachine, loadMachine, MACHINE_NAMES, type Machine } from "../support/machines.ts";

const { signal } = new AbortController();

/** As the agent does it, for what the record says is asked of the machine. */
async function checked({ host, measureDrive, spec }: Machine): Promise<readonly CheckResult[]> {
  const inventory = await observeInventory(host, { signal });
  const document = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec } as const;
  return runChecks({ host, inventory, document, measureDrive, signal });
}

/** The rows each recorded machine must get: id, status, words and code, one a line. */
const expectedOf = (name: string) =>
  readFileSync(new URL(`../fixtures/machines/${name}/checks.txt`, import.meta.url), "utf8");

function row(result: CheckResult): string {
  const code = "code" in result ? ` [${result.code}]` : "";
  return `${result.id} ${result.status}: ${result.observed}${code}`;
}

/** `UPDATE_GOLDEN=1` writes what is seen; read the difference before committing it. */
for (const name of MACHINE_NAMES) {
  test(`${name} gets what its record deserves`, async () => {
    const seen = `${(await checked(loadMachine(name))).map(row).join("\n")}\n`;
    const place = new URL(`../fixtures/machines/${name}/checks.txt`, import.meta.url);
    if (process.env.UPDATE_GOLDEN) writeFileSync(place, seen);
    assert.equal(seen, expectedOf(name));
  });
}

test("on a machine that shows nothing every check says it cannot tell, and none passes", async () => {
  const results = await checked(loadBlindMachine("amd64-server"));
  assert.deepEqual(
    results.map(({ id, status }) => `${id} ${status}`),
    CHECKS.map(({ id }) => `${id} unknown`),
  );
  for (const { id, observed } of results) assert.notEqual(observed, "", id);
});

test("every check has a recorded machine that passes and one that does not", () => {
  const rows = MACHINE_NAMES.flatMap((name) => expectedOf(name).split("\n"));
  for (const { id } of CHECKS) {
    assert.ok(
      rows.some((text) => text.startsWith(`${id} pass: `)),
      `${id} passes nowhere`,
    );
    assert.ok(
      rows.some((text) => text.startsWith(`${id} warn: `) || text.startsWith(`${id} fail: `)),
      `${id} is found wanting nowhere`,
    );
  }
});

test("every finding says what is expected, why, and what to do, in one sentence each", async () => {
  for (const name of MACHINE_NAMES) {
    for (const result of await checked(loadMachine(name))) {
      if (result.severity === "warn") assert.notEqual(result.status, "fail", result.id);
      if (result.status !== "warn" && result.status !== "fail") continue;
      assert.match(result.code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/, result.id);
      assert.match(result.remedy, /^[A-Z][^!]*\.$/, result.id);
      assert.match(result.why ?? "", /^[A-Za-z][^!]*\.$/, result.id);
      assert.ok(result.expected.length > 0, result.id);
    }
  }
});
