import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ladder, ReachReport } from "../../src/reach/index.ts";
import { listen, loopbackHost, web } from "../reach/bench.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { createFakeHub } from "../support/fake-hub.ts";

const FILES = { "host.yaml": "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec: {}\n" };

const ignoringTimes = (text: string) => text.replace(/\d+(\.\d+)? m?s\b/g, "T").replace(/ +/g, " ");

test("reach says rung by rung how far it gets, and ends well", async (t) => {
  const port = await listen(
    t,
    web((_, response) => response.end("hello")),
  );
  const bench = createCliBench({ host: loopbackHost(), files: FILES });
  const { exitCode, stdout } = await bench.run(
    "reach",
    "-f",
    "host.yaml",
    `http://127.0.0.1:${port}/`,
  );
  assert.equal(exitCode, 0, stdout);
  const shown = ignoringTimes(stdout).replaceAll(String(port), "PORT");
  assert.match(shown, /^127\.0\.0\.1:PORT, IPv4, direct \(no proxy is set\)$/m);
  assert.match(shown, /^\[ -- \] Link this host itself, no cable needed$/m);
  assert.match(shown, /^\[ OK \] Connect T 127\.0\.0\.1:PORT takes the connection$/m);
  assert.match(shown, /^\[ OK \] Answer T answers 200$/m);
  assert.match(shown, /^\[ OK \] the one destination is reached, in T$/m);
});

test("reach explains the first rung that fails: what, what to do, and a stable code", async (t) => {
  const server = web(() => undefined);
  const port = await listen(t, server);
  server.close();
  const bench = createCliBench({ host: loopbackHost(), files: FILES });
  const { exitCode, stdout } = await bench.run(
    "reach",
    "-f",
    "host.yaml",
    `http://127.0.0.1:${port}/`,
  );
  assert.equal(exitCode, 1);
  const lines = stdout.split("\n");
  const at = lines.findIndex((line) => line.startsWith("[FAIL] Connect"));
  assert.deepEqual(lines.slice(at + 1, at + 4), [
    `       The machine at 127.0.0.1:${port} answers, but refuses the connection.`,
    "       Do: Check the port, and that the service there runs.",
    "       Code: CONNECT_REFUSED",
  ]);
  assert.equal(stdout.includes("Answer"), false, "what was not looked at is not shown");
});

test("what was seen is told in whole sentences, however long", async () => {
  const hub = createFakeHub();
  const long = "seen by somebody who takes many words to say what could have been said in a few";
  const [rung] = ladder("plane.test", "ok").rungs;
  assert.ok(rung);
  const told = { ...ladder("plane.test", "ok"), rungs: [{ ...rung, evidence: [long] }] };
  const report = { ...{ atMs: 0, tookMs: 1, notes: [], ladders: [told] }, verdict: "ok" } as const;
  hub.answerWith(() => {
    hub.set("reach", { state: "finished", given: [], report });
    return { is: "ok" };
  });
  const { stdout } = await createCliBench({ hub }).run("reach");
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  assert.ok(stdout.replace(/\s+/g, " ").includes(long), stdout);
});

test("reach gives the same as one line of JSON", async (t) => {
  const port = await listen(
    t,
    web((_, response) => response.end("hello")),
    "::1",
  );
  const bench = createCliBench({ host: loopbackHost(), files: FILES });
  const { exitCode, stdout } = await bench.run(
    "reach",
    "-f",
    "host.yaml",
    "--json",
    `http://[::1]:${port}/`,
  );
  const [report] = jsonLines(stdout) as { ladders: { family: string; verdict: string }[] }[];
  assert.equal(exitCode, 0);
  assert.deepEqual(
    report?.ladders.map(({ family, verdict }) => [family, verdict]),
    [["ipv6", "ok"]],
  );
});

test("reach refuses what is no address before it looks at anything", async () => {
  const { exitCode, stderr } = await createCliBench().run("reach", "ftp://files.test/", "::");
  assert.equal(exitCode, 2);
  assert.match(stderr, /not an address: ftp:\/\/files\.test\/, ::/);
});

test("reach has the agent look, and prints each way as soon as it is known", async () => {
  const hub = createFakeHub();
  const [first, second] = [ladder("plane.test", "ok"), ladder("registry.test", "fail")];
  const report = (ladders: readonly Ladder[], verdict: ReachReport["verdict"]): ReachReport => ({
    ...{ atMs: 0, tookMs: 1_000, verdict, notes: ["a rehearsal"], ladders },
  });
  const bench = createCliBench({ hub });
  hub.answerWith(() => {
    const climbing = { ...second, state: "climbing" as const };
    const [given, now] = [[], report([first, climbing], "unknown")];
    hub.set("reach", { state: "running", given, report: now });
    assert.match(bench.stdout(), /plane\.test/);
    assert.doesNotMatch(bench.stdout(), /registry\.test/);
    hub.set("reach", { state: "finished", given, report: report([first, second], "fail") });
    return { is: "ok" };
  });
  const { exitCode, stdout } = await bench.run("reach", "other.test");
  assert.equal(exitCode, 1);
  assert.deepEqual(hub.handled, [{ do: "reach", urls: ["other.test"] }]);
  assert.deepEqual(
    stdout.split("\n").filter((line) => /\.test/.test(line)),
    ["plane.test, IPv4, direct (no proxy is set)", "registry.test, IPv4, direct (no proxy is set)"],
  );
  assert.match(stdout, /^Note: a rehearsal\.$/m);
});

function ladder(host: string, verdict: "ok" | "fail"): Ladder {
  const destination = { id: host, kind: "url", title: host, host, port: 443 } as const;
  const way = { is: "direct", because: "no proxy is set" } as const;
  const rung = { id: "answer", title: "Answer", verdict, tookMs: 1, evidence: ["seen"] } as const;
  return { destination, family: "ipv4", way, state: "finished", verdict, rungs: [rung] };
}
