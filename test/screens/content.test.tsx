import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContentFinding } from "../../src/session/index.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

const HERE: ContentFinding["here"] = [
  {
    ...{ is: "imported", name: "core", sha256: "0f".repeat(32), from: "/media/usb/core.tar.zst" },
    ...{ importedMs: 0, archiveBytes: 2_100_000_000, provenBy: ["sum"] },
  },
];
const OFFER = {
  from: "stick:SITE/more.tar.zst",
  sizeBytes: 1_500_000,
  proof: ["signature"],
} as const;

async function opened() {
  const app = await mount(freshSnapshot());
  app.client.answers = ({ do: what }) => {
    if (what === "list-content")
      return { is: "content", finding: { here: HERE, offers: [], problems: [] } };
    if (what === "look-for-content")
      return { is: "content", finding: { here: HERE, offers: [OFFER], problems: [] } };
    return {
      is: "refused",
      error: { code: "PLAN_BLOCKED", message: "not now", hint: "" },
    } as never;
  };
  await app.goTo("Settings");
  await app.press("last");
  for (let at = 0; at < 7; at++) await app.press("up");
  await app.press("choose");
  await app.shows("Content   1 here");
  return app;
}

test("what is here is shown with its size and proof, and what is plugged in is offered after a look", async () => {
  const app = await opened();
  await app.press("last");
  await app.shows("2.1 GB, proven by sum, SHA-256 0f0f0f0f0f0f, from /media/usb/core.tar.zst");
  app.clock.advance(400);
  await app.press("up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Import stick:SITE/more.tar.zst");
  await app.press("last", "up");
  await app.shows("1.5 MB, with its signature");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("not now");
  const from = OFFER.from;
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "plan-operation", operation: "import-content", params: { from } },
  });
  app.clock.advance(400);
  await app.press("last", "choose");
  await app.shows("not now");
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "plan-operation", operation: "remove-content", params: { name: "core" } },
  });
  await app.close();
});
