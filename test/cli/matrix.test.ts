import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench, jsonLines } from "../support/cli-world.ts";

test("the matrix is printed whole, with the source of every limit, and asks no host", async () => {
  const bench = createCliBench();
  const { stdout, exitCode } = await bench.run("cluster", "matrix");
  assert.equal(exitCode, 0);
  assert.match(stdout, /^DISTRIBUTION +VERSIONS .*\nk3s +1\.26\.14 - 1\.35\.3 +amd64 arm64 /);
  assert.match(stdout, /\nCanonical Kubernetes \(tech preview before Palette 4\.8\.33\)\n/);
  assert.match(stdout, /\n1\.26 +2024-02-28 +end of life\n/);
  assert.equal(stdout.match(/^ {2}(?:refused|warning)[^[]+\[[^\]]+:\s[^\]]+\]$/gm)?.length, 31);
  assert.ok(stdout.split("\n").every((line) => line.length <= 80));
  assert.deepEqual(bench.hub.handled, []);
});

test("for programs the same is data", async () => {
  const lines = jsonLines(
    (await createCliBench().run("cluster", "matrix", "k3s", "--json")).stdout,
  );
  const [first] = lines as { matrix: { distribution: string } }[];
  assert.equal(first?.matrix.distribution, "k3s");
  assert.ok(lines.some((line) => JSON.stringify(line).includes('"calendar"')));
});

test("a combination is judged for every distribution; 1 says that none of them would do", async () => {
  const some = ["os=ubuntu", "architecture=arm64"].flatMap((axis) => ["--for", axis]);
  const judged = await createCliBench().run("cluster", "matrix", ...some);
  assert.equal(judged.exitCode, 0);
  assert.match(judged.stdout, /^K3s: warning\n {2}warning: of the arm64 boards/);
  assert.match(
    judged.stdout,
    /Canonical Kubernetes: refused\n {2}refused: .* does not run on arm64/,
  );
  const none = await createCliBench().run("cluster", "matrix", "k3s", "--for", "fips=true");
  assert.equal(none.exitCode, 1);
});

test("an axis that is none is refused with the nearest one", async () => {
  const { exitCode, stderr } = await createCliBench().run(
    "cluster",
    "matrix",
    "--for",
    "fisp=true",
  );
  assert.equal(exitCode, 2);
  assert.match(stderr, /Did you mean fips=\?/);
  assert.equal((await createCliBench().run("cluster", "matrix", "--for", "mode=any")).exitCode, 2);
  assert.equal((await createCliBench().run("cluster", "matrix", "k4s")).exitCode, 2);
});
