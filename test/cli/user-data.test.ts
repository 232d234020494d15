import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

const GOOD = "#cloud-config\nstylus:\n  managementMode: local\n";
const OLD = "#cloud-config\nstylus:\n  installationMode: airgap\n";
const BAD = "stylus:\n  debug: maybe\n";

test("user-data is judged without an engine, every file of them, and the exit code tells", async () => {
  const files = { "good.yaml": GOOD, "old.yaml": OLD, "bad.yaml": BAD };
  const good = createCliBench({ files });
  const fine = await good.run("user-data", "validate", "good.yaml", "old.yaml");
  assert.equal(fine.exitCode, 0);
  assert.equal(
    fine.stdout,
    [
      "[ OK ] good.yaml is valid",
      "old.yaml:3:3 warning: stylus.installationMode is a former or mistaken name. Write stylus.managementMode: local.",
      "[ OK ] old.yaml is valid, 1 warning",
      "",
    ].join("\n"),
  );
  const bad = await createCliBench({ files }).run("user-data", "validate", "bad.yaml", "good.yaml");
  assert.equal(bad.exitCode, 2);
  assert.match(bad.stdout, /^bad\.yaml:1:1 error: the first line must be #cloud-config/);
  assert.match(bad.stdout, /bad\.yaml:2:10 error: stylus\.debug must be true or false/);
  assert.match(bad.stdout, /\[ OK \] good\.yaml is valid/);
  assert.match(bad.stderr, /bad\.yaml: 2 errors/);
  assert.deepEqual(good.hub.handled, []);
});

test("user-data comes from standard input too, and problems as JSON", async () => {
  const bench = createCliBench({ stdin: BAD });
  const { exitCode, stdout } = await bench.run("user-data", "validate", "-", "--json");
  assert.equal(exitCode, 2);
  const [first, , last] = jsonLines(stdout) as { file: string; issue?: object; valid?: boolean }[];
  assert.deepEqual(first, {
    file: "standard input",
    issue: {
      severity: "error",
      path: "",
      line: 1,
      column: 1,
      message: "the first line must be #cloud-config",
      hint: "Put #cloud-config on the first line, alone.",
    },
  });
  assert.deepEqual(last, { file: "standard input", valid: false, issues: 2 });
});
