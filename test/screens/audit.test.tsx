import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEntry } from "../../src/engine/index.ts";
import { AUDIT } from "../support/audit-pictures.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

test("what is recorded while somebody looks at the audit comes by itself, and Esc leads back", async () => {
  const app = await mount(freshSnapshot());
  let entries: readonly AuditEntry[] = AUDIT.slice(1);
  app.client.answers = () => ({ is: "audit", entries });
  await app.goTo("Activity");
  await app.press("who-changed");
  await app.shows("4 entries");
  entries = AUDIT;
  const [newest, ...older] = app.client.snapshot().activity;
  assert.ok(newest !== undefined);
  app.client.change("activity", [{ ...newest, seq: newest.seq + 1 }, newest, ...older]);
  await app.shows("5 entries");
  assert.match(app.screen(), /\[WARN\] ann +approve refused: approve/);
  await app.press("first");
  assert.match(app.screen(), /ann on ssh from 10\.10\.216\.20: approve\. mia on tty1 has control/);
  await app.press("back");
  await app.shows("Activity   ");
  assert.doesNotMatch(app.screen(), /Who changed what/);
  await app.close();
});
