import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDocument } from "../../src/spec/index.ts";
import { LINKS, LINKS_AND_DOCUMENT } from "../support/links.ts";
import { type App, mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

async function ports(): Promise<App> {
  const app = await mount(freshSnapshot(LINKS_AND_DOCUMENT));
  await app.goTo("Settings");
  await app.press("last");
  for (let rows = 0; rows < 12 && !app.screen().includes("> Network interfaces >"); rows++)
    await app.press("up");
  await app.press("choose");
  await app.shows("Network   ports of this host");
  app.clock.advance(400);
  return app;
}

function proposed(app: App) {
  const command = app.client.sent.findLast(({ do: what }) => what === "plan");
  assert.ok(command?.do === "plan", "no plan was asked for");
  const parsed = parseDocument(command.documentText);
  assert.ok(parsed.is === "valid", JSON.stringify(parsed));
  return parsed.host.spec.network?.interfaces;
}

test("the method of a port is changed in its form, and the plan is asked for the whole document", async () => {
  const app = await ports();
  await app.press("choose");
  await app.shows("Network > eth0");
  await app.press("choose");
  await app.shows("1 edit");
  await app.press("down", "choose");
  await app.type("10.10.216.90/24");
  await app.press("leave-field", "preview");
  assert.deepEqual(proposed(app)?.[0], {
    name: "eth0",
    ipv4: { method: "static", addresses: ["10.10.216.90/24"] },
  });
  await app.press("back");
  await app.shows("Network   ports of this host");
  assert.match(app.screen(), /> eth0 .* DRAFT, 2 edits/);
  await app.press("back");
  await app.shows(">Settings<");
  await app.close();
});

test("a port that others keep asks to be taken over, and shows who keeps it", async () => {
  const app = await ports();
  await app.press("down", "down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Network > eth1");
  await app.shows("Configured by systemd-networkd (/etc/systemd/network/20-site.network).");
  await app.shows("Take it over");
  await app.press("choose", "preview");
  assert.deepEqual(proposed(app)?.at(-1), { name: "eth1", adopt: true });
  await app.close();
});

test("an interface is taken out of the document from its own page", async () => {
  const app = await ports();
  await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Network > eth0.7");
  await app.press("last");
  await app.shows("> Take eth0.7 out of the document");
  app.clock.advance(400);
  await app.press("choose");
  assert.deepEqual(proposed(app), [{ name: "eth0", ipv4: { method: "dhcp" } }]);
  await app.close();
});

test("the port whose cable moves is named while you stand at the machine", async () => {
  const app = await ports();
  for (let rows = 0; rows < 12 && !app.screen().includes("> Find a port >"); rows++)
    await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Nothing changed yet");
  const looks = () => app.client.sent.filter(({ do: what }) => what === "look-at-links").length;
  assert.equal(looks(), 1);
  app.clock.advance(1000);
  await app.shows("Nothing changed yet");
  assert.equal(looks(), 2);
  const value = LINKS.map((link) =>
    link.name === "eth1" ? { ...link, carrier: true, speedMbps: 1000 } : link,
  );
  app.client.change("links", { is: "known", value });
  await app.shows("Your cable is in eth1.");
  await app.press("back");
  await app.shows("Network   ports of this host");
  const before = looks();
  app.clock.advance(5000);
  assert.equal(looks(), before, "nobody looks any longer");
  await app.close();
});
