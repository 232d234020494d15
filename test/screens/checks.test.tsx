import assert from "node:assert/strict";
import { test } from "node:test";
import { mount } from "../support/screen.tsx";
import { CHECKS, freshSnapshot } from "../support/session.ts";

test("a waiver goes into the document with its reason, and needs one", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("waive");
  await app.type("\r");
  assert.match(app.screen(), /Say why, in a few words\./);
  await app.typeSlowly("lab box");
  await app.type("\r");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "save-document");
  assert.equal(sent.expectedGeneration, 1);
  assert.match(sent.documentText, /- id: hardware\.main-disk\n +reason: lab box/);
  assert.deepEqual(app.client.sent.at(-1), { do: "run-checks" });
  assert.match(app.screen(), />Checks/);
  await app.close();
});

test("a waiver is taken back only after a question, and leaves the document", async () => {
  const waivers = [
    { id: "hardware.main-disk", reason: "lab box" },
    { id: "system.clock", reason: "no NTP here" },
  ];
  const results = CHECKS.results.map((result) =>
    result.id === "hardware.main-disk" ? { ...result, waived: { reason: "lab box" } } : result,
  );
  const fresh = freshSnapshot();
  const effective = { ...fresh.document.effective, spec: { checks: { waivers } } };
  const document = { ...fresh.document, effective };
  const app = await mount(freshSnapshot({ document, checks: { ...CHECKS, results } }));
  await app.goTo("Checks");
  await app.press("filter");
  await app.type("main waived");
  await app.press("next-field");
  assert.match(app.screen(), /w unwaive/);
  await app.press("waive", "choose");
  assert.equal(app.client.sent.length, 0);
  await app.press("waive", "down", "choose");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "save-document");
  assert.match(sent.documentText, /system\.clock/);
  assert.doesNotMatch(sent.documentText, /main-disk/);
  await app.close();
});

test("checks are narrowed down by typing, and Esc shows all again", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Checks");
  await app.press("filter");
  await app.typeSlowly("tpm");
  assert.match(app.screen(), /cannot read/);
  assert.doesNotMatch(app.screen(), /Gateway/);
  await app.press("next-field");
  assert.match(app.screen(), /only those with "tpm"/);
  await app.press("back");
  assert.match(app.screen(), /Gateway/);
  await app.press("filter");
  await app.typeSlowly("nothing has this");
  assert.match(app.screen(), /No check matches/);
  await app.press("leave-field");
  assert.match(app.screen(), /Gateway/);
  await app.close();
});
