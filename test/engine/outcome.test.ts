import assert from "node:assert/strict";
import { test } from "node:test";
import { troubleIn } from "../../src/engine/index.ts";
import { exited } from "../../src/host/index.ts";

test("a command that did its work has no trouble; any other says it in half a sentence", () => {
  assert.equal(troubleIn(exited("fine\n", { stderr: "a warning\n" })), undefined);
  const failed = exited("", {
    exitCode: 2,
    stderr: "usage: x\n\u001b[31mno such thing\u001b[0m\n",
  });
  assert.equal(troubleIn(failed), "no such thing");
  assert.equal(troubleIn(exited("", { exitCode: 3 })), "exit code 3");
  assert.equal(troubleIn({ is: "missing", program: "hwclock" }), "hwclock is not installed");
  assert.equal(troubleIn({ is: "timed-out", afterMs: 1500, stderr: "" }), "no answer within 1.5 s");
  assert.equal(troubleIn({ is: "killed", by: "SIGKILL", stderr: "" }), "ended by SIGKILL");
  assert.equal(troubleIn({ is: "denied", why: "offline" }), "offline");
});
