import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command, UserDataFinding, UserDataPreview } from "../../src/session/index.ts";
import { planOf } from "../support/plans.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

const PLAN = planOf({ hash: "c0ffee".repeat(10), steps: [] });

const PREVIEW: UserDataPreview = {
  layer: "site",
  changes: [{ path: "spec.host.hostname", before: "localhost", after: "rack12-edge1" }],
  refused: [],
  overruled: [],
  leftAlone: ["stages.boot"],
};

const FINDING: UserDataFinding = {
  found: [
    {
      id: "ab12",
      medium: "CIDATA (iso9660)",
      hasMetaData: true,
      issues: [],
      rows: [{ path: "stylus.site.hostName", shown: "rack12-edge1", from: ["user-data"] }],
    },
    {
      id: "cd34",
      medium: "cidata (vfat)",
      hasMetaData: false,
      rows: [],
      issues: [
        {
          severity: "error",
          path: "",
          line: 1,
          column: 1,
          message: "the first line must be #cloud-config",
          hint: "Put #cloud-config on the first line, alone.",
        },
      ],
    },
  ],
  problems: [],
};

async function opened() {
  const app = await mount(freshSnapshot());
  app.client.answers = (command: Command) => {
    if (command.do === "look-for-user-data") return { is: "user-data", finding: FINDING };
    if (command.do !== "plan") return { is: "ok" };
    const plan = { plan: PLAN, documentText: command.documentText, preview: PREVIEW };
    app.client.change("plan", plan);
    return { is: "planned", plan };
  };
  await app.goTo("Settings");
  await app.press("last", "up", "up", "up", "choose");
  await app.shows("User-data   0 values taken over");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Found: CIDATA (iso9660)   (1 value)");
  app.clock.advance(400);
  return app;
}

test("user-data of a medium is looked at, then planned as any change; the first answer is no", async () => {
  const app = await opened();
  await app.press("down", "choose");
  await app.shows("Take this user-data over, as what the site asks for?");
  await app.shows("spec.host.hostname: localhost -> rack12-edge1");
  await app.shows("Left alone, as it has no place here: stages.boot");
  await app.shows("> No, leave it");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("User-data > Plan c0ffee");
  await app.shows("save the settings");
  const plans = app.client.sent.filter((command) => command.do === "plan");
  assert.deepEqual(
    plans.map(({ userData }) => userData),
    [{ layer: "site", found: "ab12" }],
  );
  await app.close();
});

test("broken user-data is not planned: its lines are shown", async () => {
  const app = await opened();
  await app.shows("Found: cidata (vfat)   (broken, remarks: 1, no meta-data beside it)");
  await app.press("down", "down", "choose");
  await app.shows("user-data:1:1 error: the first line must be #cloud-config");
  assert.ok(!app.client.sent.some((command) => command.do === "plan"));
  await app.close();
});
