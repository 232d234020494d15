import assert from "node:assert/strict";
import { test } from "node:test";
import { BY_HAND, LOOKING, NOTHING, SEVERAL } from "../support/doctor.ts";
import { planned } from "../support/doctor-pictures.ts";
import { runOf } from "../support/plans.ts";
import { mount } from "../support/screen.tsx";
import { createFakeClient, freshSnapshot } from "../support/session.ts";

const asked = (app: { readonly client: { readonly sent: readonly { readonly do: string }[] } }) =>
  app.client.sent.map((command) => command.do);

test("D opens the doctor from the overview and from the checks; the first time it looks at once", async () => {
  const app = await mount(freshSnapshot());
  assert.match(app.line(23), /D doctor/);
  await app.press("doctor");
  await app.shows("Doctor   not looked yet");
  assert.deepEqual(asked(app), ["examine"]);
  app.client.change("doctor", LOOKING);
  await app.shows("looking, 12 of 44 done");
  app.client.change("doctor", SEVERAL);
  await app.shows("Doctor   3 found");
  await app.press("back");
  await app.goTo("Checks");
  assert.match(app.line(23), /D doctor/);
  await app.press("doctor");
  await app.shows("Doctor   3 found");
  await app.press("back");
  await app.shows(">Checks");
  assert.deepEqual(asked(app), ["examine"], "what was seen already is not looked for by itself");
  await app.close();
});

test("a look that was left is no failure when one comes back", async () => {
  const app = await mount(freshSnapshot());
  const error = { code: "CANCELLED", kind: "cancelled", message: "cancelled", hint: "" } as const;
  app.client.answers = () => ({ is: "refused", error });
  await app.press("doctor");
  await app.press("back", "doctor");
  assert.doesNotMatch(app.screen(), /\[FAIL\]/);
  await app.close();
});

test("who may only look is shown what was found, and asks for nothing by itself", async () => {
  const client = { ...createFakeClient(freshSnapshot()), access: "view" as const };
  const app = await mount(freshSnapshot(), { client });
  await app.press("doctor");
  await app.shows("Doctor   not looked yet");
  assert.deepEqual(client.sent, []);
  await app.close();
});

test("the likeliest stands first with its evidence and fix; Enter shows every word of another one", async () => {
  const app = await mount(freshSnapshot({ doctor: SEVERAL }));
  await app.press("doctor");
  await app.shows("Seen  /var/tmp: mode 755");
  await app.shows("chmod a+rwxt /var/tmp");
  await app.press("down");
  await app.shows("Seen  Mounts: /var has noexec");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("From  Palette Edge, agent mode, D28 (MOUNTS_NOEXEC)");
  await app.press("back");
  await app.shows("[possible] Volumes over NFS");
  await app.press("down", "down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Pods on other hosts answer slowly, or not at all (ethtool");
  await app.close();
});

test("r looks again, and what was found stays in view meanwhile", async () => {
  const app = await mount(freshSnapshot({ doctor: SEVERAL }));
  await app.press("doctor", "check-again");
  assert.deepEqual(asked(app), ["examine"]);
  app.client.change("doctor", { ...SEVERAL, state: "running", done: 3 });
  await app.shows("looking, 3 of 44 done");
  await app.shows("[certain]  Names are not found");
  await app.press("check-again");
  assert.deepEqual(asked(app), ["examine"], "one look at a time");
  await app.close();
});

test("m plans what is prepared; it is approved and run as any plan, and looked at again after it", async () => {
  const app = await mount(freshSnapshot({ doctor: SEVERAL }));
  await planned(app);
  const params = { symptom: "dns.var-tmp-mode" };
  assert.deepEqual(app.client.sent, [{ do: "plan-operation", operation: "mend", params }]);
  app.clock.advance(400);
  await app.press("choose", "down", "choose");
  assert.deepEqual(asked(app), ["plan-operation", "approve"]);
  app.client.change("run", runOf({ state: "succeeded", endedMs: 1 }));
  await app.shows("Doctor > Run");
  await app.press("back");
  await app.shows("Doctor   3 found");
  assert.deepEqual(asked(app), ["plan-operation", "approve", "examine"]);
  await app.close();
});

test("where no plan is prepared none is offered", async () => {
  const app = await mount(freshSnapshot({ doctor: BY_HAND }));
  await app.press("doctor");
  await app.shows("mount -o remount,exec /var");
  assert.doesNotMatch(app.line(23), /plan the fix/);
  await app.press("mend");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});

test("nothing found says how much could not be looked at", async () => {
  const app = await mount(freshSnapshot({ doctor: NOTHING }));
  await app.press("doctor");
  await app.shows("Nothing known was found, but 2 of 5 known troubles could not be looked at:");
  await app.close();
});

test("from the overview what the doctor found is one key away", async () => {
  const app = await mount(freshSnapshot({ doctor: SEVERAL }));
  await app.shows("Look at what the doctor found: Names are not found");
  for (let rows = 0; rows < 6 && !app.screen().includes("> Look at what the doctor"); rows++)
    await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Doctor   3 found");
  await app.press("back");
  await app.shows(">Overview<");
  await app.close();
});
