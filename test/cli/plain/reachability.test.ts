import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReachSlice } from "../../../src/session/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { REACH } from "../../support/reach.ts";
import { freshSnapshot } from "../../support/session.ts";

async function converse(reach: ReachSlice | undefined, ...answers: readonly string[]) {
  const hub = createFakeHub({ ...freshSnapshot(), ...(reach === undefined ? {} : { reach }) });
  hub.answerWith((command) => {
    if (command.do === "reach") hub.set("reach", REACH);
    return { is: "ok" };
  });
  const { exitCode, stdout } = await conversePlainly(hub, answers);
  assert.equal(exitCode, 0, stdout);
  return { stdout, handled: hub.handled };
}

test("again looks, then says what fails, why, and what to do", async () => {
  const { stdout, handled } = await converse(undefined, "reachability", "again", "exit");
  assert.deepEqual(handled, [{ do: "reach" }]);
  assert.match(stdout, /^The way out was not looked at yet\./m);
  assert.match(stdout, /^\[FAIL\] TLS/m);
  assert.match(stdout, /^ +Squid Proxy CA opens TLS on the way to mirror\.corp\.test\.$/m);
  assert.match(stdout, /^ +Code: TLS_INSPECTED$/m);
  assert.doesNotMatch(stdout, /the plane answers 200/, "what is fine is not listed");
});

test("one way is listed by a part of its name, all of them by the word all", async () => {
  const one = await converse(REACH, "reachability", "plane", "nobody", "exit");
  assert.match(one.stdout, /^\[ OK \] Answer .*the plane answers 200$/m);
  assert.match(one.stdout, /^Nothing of that name was looked at\.$/m);
  const all = await converse(REACH, "reachability", "all", "exit");
  assert.match(all.stdout, /this host has no IPv6 address$/m);
});

test("the overview says how far this host got", async () => {
  const { stdout } = await converse(REACH, "overview", "exit");
  assert.match(
    stdout,
    /^Reachability: Squid Proxy CA opens TLS on the way to mirror\.corp\.test\.$/m,
  );
});
