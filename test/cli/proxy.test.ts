import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";

test("bringup proxy says what is set, and which way an address goes", async () => {
  const run = (...args: readonly string[]) => createCliBench().run("proxy", ...args);
  const shown = await run();
  assert.equal(shown.exitCode, 0, shown.stderr);
  assert.match(shown.stdout, /^HTTP proxy {4}none\nHTTPS proxy {3}none\n/);
  const way = await run("plane.example", "http://10.0.0.1:5000/v2?token=hunter2");
  assert.equal(
    way.stdout,
    "https://plane.example/  direct: no proxy is set\nhttp://10.0.0.1:5000/v2  direct: no proxy is set\n",
  );
  const json = await run("plane.example", "--json");
  assert.deepEqual(JSON.parse(json.stdout).ways, [
    { url: "https://plane.example/", way: "direct: no proxy is set" },
  ]);
});

test("what is no address is refused", async () => {
  const bench = createCliBench();
  const { exitCode, stderr } = await bench.run("proxy", "ftp://a");
  assert.equal(exitCode, 2);
  assert.match(stderr, /not an address: ftp:\/\/a/);
});
