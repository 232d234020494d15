import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContentFinding } from "../../src/session/index.ts";
import { PROFILE_PICTURES } from "../support/profile-pictures.ts";
import { type App, mount } from "../support/screen.tsx";
import { PLAN } from "../support/session.ts";

const [layers] = PROFILE_PICTURES;
const picture = (name: string) => PROFILE_PICTURES.find((one) => one.name === name) ?? layers;
const later = (app: App) => app.clock.advance(400);

async function at(name: string) {
  const found = picture(name);
  assert.ok(found !== undefined);
  const app = await mount(found.snapshot);
  await found.steps?.(app);
  return app;
}

test("what was typed for the cluster and its profile outlives an import from the page, and Esc leads back to where it was asked for", async () => {
  const app = await at("profile/layers");
  await app.press("down", "choose");
  await app.type("x");
  await app.press("leave-field");
  await app.shows("1 edit, not applied");
  await app.press("last", "up");
  later(app);
  await app.press("choose");
  await app.shows("Import a profile");
  await app.press("choose");
  await app.type("/media/usb/base");
  await app.press("leave-field", "down", "down", "down");
  app.client.answers = () => ({ is: "planned", plan: PLAN });
  app.client.change("plan", PLAN);
  later(app);
  await app.press("choose");
  await app.shows("Profile > Plan");
  assert.deepEqual(app.client.sent.at(-1), {
    ...{ do: "plan-operation", operation: "import-content", params: { from: "/media/usb/base" } },
  });
  await app.press("back");
  await app.shows("/media/usb/base");
  await app.press("back");
  await app.shows("1 edit, not applied");
  await app.close();
});

test("a folder on a stick that was not seen is not planned, and why is said on the page", async () => {
  const app = await at("profile/import");
  const finding: ContentFinding = {
    ...{ here: [], offers: [] },
    problems: ["stick:SITE/base/shop.yaml:8 greting is no variable of this profile"],
  };
  app.client.answers = () => ({ is: "content", finding });
  await app.press("choose");
  await app.type("stick:SITE/base");
  await app.press("leave-field", "down", "down", "down");
  later(app);
  await app.press("choose");
  await app.shows("stick:SITE/base holds no profile that can be used");
  await app.shows("greting is no variable of this profile.");
  assert.ok(!app.client.sent.some(({ do: what }) => what === "plan-operation"));
  await app.close();
});

test("an export says what is missing, then what was written; typing takes the former words away", async () => {
  const app = await at("profile/export");
  await app.press("down");
  later(app);
  await app.press("choose");
  await app.shows("Write to is not filled in yet.");
  app.client.answers = () => ({
    ...{ is: "profile-exported", file: "/srv/site-base-1.2.0.tar", files: 4 },
    sha256: "0f".repeat(32),
  });
  later(app);
  await app.press("up", "choose");
  await app.type("/srv");
  await app.press("leave-field", "down");
  assert.ok(!app.screen().includes("not filled in"));
  later(app);
  await app.press("choose");
  await app.shows("Wrote /srv/site-base-1.2.0.tar and its .sha256: 4 files, SHA-256");
  const folder = "/opt/bringup/content/site-base";
  assert.deepEqual(app.client.sent.at(-1), { do: "export-profile", folder, to: "/srv" });
  await app.close();
});
