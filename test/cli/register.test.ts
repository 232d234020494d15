import assert from "node:assert/strict";
import { test } from "node:test";
import { createCliBench } from "../support/cli-world.ts";
import { eventually } from "../support/eventually.ts";

const pending = {
  state: "pending",
  method: "qr",
  plane: "https://plane.example.net",
  message: "waiting for approval",
  sinceMs: 0,
  fingerprint: "9f 3a 22 c1",
} as const;

test("the token comes from a file, one line end is dropped, and it is shown nowhere", async () => {
  const bench = createCliBench({ files: { token: "tok-123456789\n" } });
  const argv = ["--method", "token", "--token-file", "token", "--plane", "https://p.example"];
  const running = bench.run("register", ...argv);
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { state: "active", message: "registered", sinceMs: 0 });
  const { exitCode, stdout, stderr } = await running;
  assert.deepEqual(bench.hub.handled, [
    { do: "register", method: "token", plane: "https://p.example", token: "tok-123456789" },
  ]);
  assert.equal(exitCode, 0);
  assert.doesNotMatch(stdout + stderr, /tok-123/);
});

test("a pairing key comes from a file too, and only with the manual ID", async () => {
  const bench = createCliBench({ files: { key: "BKTR-QZXM-WWWW\n" } });
  const running = bench.run("register", "--method", "manual", "--pairing-key-file", "key");
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { state: "active", message: "registered", sinceMs: 0 });
  const { stdout, stderr } = await running;
  assert.deepEqual(bench.hub.handled, [
    { do: "register", method: "manual", pairingKey: "BKTR-QZXM-WWWW" },
  ]);
  assert.doesNotMatch(stdout + stderr, /BKTR/);
  const other = createCliBench({ files: { key: "BKTR-QZXM-WWWW\n" } });
  const { exitCode } = await other.run("register", "--method", "qr", "--pairing-key-file", "key");
  assert.deepEqual([exitCode, other.hub.handled], [2, []]);
});

test("what is not known to work is said before it begins: Palette", async () => {
  const bench = createCliBench();
  const running = bench.run("register", "--method", "manual", "--kind", "palette");
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { state: "active", message: "registered", sinceMs: 0 });
  assert.match((await running).stderr, /^Not verified against a live Palette\./);
});

test("the token method without a file is refused before anything is asked", async () => {
  const bench = createCliBench();
  const { exitCode, stderr } = await bench.run("register", "--method", "token");
  assert.equal(exitCode, 2);
  assert.match(stderr, /^bringup: the token method needs --token-file \(USAGE\)$/m);
  assert.deepEqual(bench.hub.handled, []);
});

test("there is no option that takes the token itself", async () => {
  const { exitCode, stderr } = await createCliBench().run(
    "register",
    "--method",
    "token",
    "--token",
    "tok-1",
  );
  assert.equal(exitCode, 2);
  assert.match(stderr, /unknown option --token/);
});

test("a code to approve is printed once with its address, then the outcome", async () => {
  const bench = createCliBench();
  bench.hub.set("registration", { ...pending, state: "enrolling", message: "asking the plane" });
  const running = bench.run("register", "--method", "qr");
  const approval = {
    enrolmentId: "e1",
    userCode: "BKTR-QZXM",
    verificationUri: "https://plane.example.net/a",
    verificationUriComplete: "https://plane.example.net/a?c=BKTR-QZXM",
    expiresMs: Date.now() + 600_000,
  };
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { ...pending, approval });
  bench.hub.set("registration", { ...pending, approval, nextTryMs: 5 });
  bench.hub.set("registration", { ...pending, state: "active", message: "approved" });
  const { exitCode, stdout } = await running;
  assert.equal(exitCode, 0);
  assert.equal(stdout.split("BKTR-QZXM   ").length, 2);
  assert.match(stdout, /^Open {6}https:\/\/plane\.example\.net\/a$/m);
  assert.match(stdout, /^Compare {3}9f 3a 22 c1$/m);
  assert.match(stdout, /^active at https:\/\/plane\.example\.net: approved$/m);
});

test("with --no-wait it is over once the plane was asked", async () => {
  const bench = createCliBench();
  const running = bench.run("register", "--method", "qr", "--no-wait");
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { ...pending, state: "reachable", message: "it answers" });
  bench.hub.set("registration", pending);
  const { exitCode, stdout } = await running;
  assert.equal(exitCode, 0);
  assert.match(stdout, /^reachable .*\npending /);
});

test("a refusal of the plane gives its own code, hint and exit code", async () => {
  const bench = createCliBench({ files: { token: "tok-123456789" } });
  const running = bench.run("register", "--method", "token", "--token-file", "token");
  await eventually("the command", () => bench.hub.handled.length === 1);
  const problem = {
    code: "TOKEN_EXPIRED",
    kind: "input",
    message: "the token ended yesterday",
    hint: "Ask for a new token.",
  } as const;
  bench.hub.set("registration", { ...pending, state: "rejected", message: "no", problem });
  const { exitCode, stderr } = await running;
  assert.deepEqual(
    [exitCode, stderr],
    [2, "bringup: the token ended yesterday (TOKEN_EXPIRED)\nAsk for a new token.\n"],
  );
});

test("Ctrl-C while waiting says whether somebody goes on asking", async () => {
  const bench = createCliBench();
  bench.hub.set("registration", pending);
  const running = bench.run("register", "--method", "manual");
  await eventually("the command", () => bench.hub.handled.length === 1);
  bench.hub.set("registration", { ...pending, nextTryMs: 5 });
  bench.interrupt();
  const { exitCode, stderr } = await running;
  assert.deepEqual(
    [exitCode, stderr],
    [
      130,
      "bringup: no longer waiting for the plane (CANCELLED)\n" +
        "The agent goes on asking: see bringup status.\n",
    ],
  );
});
