import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { CHECKS, freshSnapshot } from "../support/session.ts";

test("help says what the highlighted finding of the checks means, then the keys", async () => {
  const code = "MAIN_DRIVE_BELOW_MINIMUM";
  const results = CHECKS.results.map((one) => (one.status === "fail" ? { ...one, code } : one));
  // The worst is highlighted, wherever it stands in the list of checks.
  const app = await mount(freshSnapshot({ checks: { ...CHECKS, results: results.toReversed() } }));
  await app.goTo("Checks");
  await app.press("help");
  await app.shows(`About ${code}`);
  assert.match(app.screen(), new RegExp(`More: bringup explain ${code}`));
  assert.match(app.screen(), /Do: /);
  assert.match(app.screen(), /Moving between screens/);
  await app.press("back");
  await app.shows(">Checks");
  await app.close();
});

test("help says what was refused to this console just now", async () => {
  const app = await mount(freshSnapshot());
  app.client.answers = () => ({
    is: "refused",
    error: {
      ...{ code: "LEASE_HELD", kind: "conflict", message: "ann on tty2 has control of this host" },
      hint: "Another console has control.",
    },
  });
  await app.goTo("Checks");
  await app.press("check-again");
  await app.shows("Ann on tty2");
  await app.press("help");
  await app.shows("About LEASE_HELD");
  assert.match(app.screen(), /Another console controls this host; only one may at a time\./);
  await app.close();
});

test("where nothing is wrong help begins with the keys", async () => {
  const snapshot = freshSnapshot();
  const app = await mount({ ...snapshot, checks: { ...snapshot.checks, results: [] } });
  await app.press("help");
  await app.shows("Moving between screens");
  assert.doesNotMatch(app.screen(), /About/);
  await app.close();
});
