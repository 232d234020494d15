import assert from "node:assert/strict";
import { test } from "node:test";
import type { DoctorSlice } from "../../../src/session/index.ts";
import { BY_HAND, NOTHING, ONE, SEVERAL } from "../../support/doctor.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { plannedStep, planOf } from "../../support/plans.ts";
import { freshSnapshot } from "../../support/session.ts";

async function converse(doctor: DoctorSlice | undefined, ...answers: readonly string[]) {
  const hub = createFakeHub({ ...freshSnapshot(), ...(doctor === undefined ? {} : { doctor }) });
  const plan = planOf({
    steps: [plannedStep({ id: "var-tmp", title: "Give /var/tmp the mode 1777" })],
  });
  hub.answerWith((command) => {
    if (command.do === "examine") hub.set("doctor", SEVERAL);
    if (command.do !== "plan-operation") return { is: "ok" };
    return { is: "planned", plan: { plan, documentText: hub.snapshot().document.text } };
  });
  const { exitCode, stdout } = await conversePlainly(hub, answers);
  assert.equal(exitCode, 0, stdout);
  return { stdout, asked: hub.handled.map((command) => command.do) };
}

test("the first visit looks, and says what was found, the likeliest first", async () => {
  const { stdout, asked } = await converse(undefined, "doctor", "2", "exit");
  assert.deepEqual(asked, ["examine"]);
  assert.match(stdout, /^ +1 certain: Names are not found, and systemd-resolved does not start$/m);
  assert.match(stdout, /^Doctor: 3 found, 2 not looked at, 2 clear, 1 cannot be here\.$/m);
  assert.match(stdout, /^ {2}Do {4}1\. Allow programs there now: mount -o remount,exec \/var/m);
});

test("what was seen before is told without another look; all tells what could not be looked at", async () => {
  const { stdout, asked } = await converse(NOTHING, "doctor", "all", "exit");
  assert.deepEqual(asked, []);
  assert.match(stdout, /^Nothing known was found, but 2 of 5 known troubles could not be looked/m);
  assert.match(stdout, /^\[ \?\? \] Pods on other hosts answer slowly, or not at all \(ethtool/m);
  assert.match(stdout, /^\[ OK \] Swap is on again after every reboot \(Swap: none\)$/m);
});

test("fix shows the prepared plan, and does it on the word yes alone", async () => {
  const no = await converse(ONE, "doctor", "fix", "1", "", "exit");
  assert.match(no.stdout, /^ +1 Give \/var\/tmp the mode 1777/m);
  assert.deepEqual(no.asked, ["plan-operation"]);
  const yes = await converse(ONE, "doctor", "fix", "1", "yes", "exit");
  assert.deepEqual(yes.asked, ["plan-operation", "approve", "examine"]);
});

test("where nothing is prepared it says so, and plans nothing", async () => {
  const { stdout, asked } = await converse(BY_HAND, "doctor", "fix", "exit");
  assert.match(stdout, /^No plan is prepared for what was found\./m);
  assert.deepEqual(asked, []);
});
