import assert from "node:assert/strict";
import { test } from "node:test";
import { API_VERSION, KIND } from "../../src/spec/index.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

const OWN = { entry: "10.1.2.1-10.1.2.9", reason: "your entry" };
const PARTS = [
  { entry: "localhost", reason: "loopback" },
  { entry: "10.10.216.0/24", reason: "network of eth0" },
  OWN,
];

function proxied() {
  const fresh = freshSnapshot();
  const { settings = [], document } = fresh;
  const spec = { proxy: { https: "https://proxy.example:3128", username: "edge" } };
  const effective = { apiVersion: API_VERSION, kind: KIND, spec } as const;
  const note = "proxy.example:3128 speaks plain HTTP: http://proxy.example:3128 is used.";
  const seen = { is: "absent" } as const;
  return {
    ...fresh,
    document: { ...document, effective },
    settings: [
      ...settings.filter(({ path }) => !path.startsWith("spec.proxy.")),
      { path: "spec.proxy.https", seen, holds: null, note },
      { path: "spec.proxy.noProxy", seen, holds: null, parts: PARTS },
    ],
  };
}

test("the page of the proxy says of every entry why it is there, and what others make of one's own", async () => {
  const app = await mount(proxied());
  await app.goTo("Settings");
  await app.press("last", "up", "choose");
  await app.shows("Proxy   and what does not go through it");
  await app.shows("Note          proxy.example:3128 speaks plain HTTP");
  await app.shows("> localhost                         loopback");
  await app.shows("10.10.216.0/24                    network of eth0");
  await app.press("last");
  await app.shows("Ranges of addresses are not understood");
  await app.press("back");
  await app.shows(">Settings<");
  await app.close();
});

test("without a proxy the page says that everything goes directly", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Settings");
  await app.press("last", "up", "choose");
  await app.shows("No proxy is asked for: everything goes directly.");
  assert.deepEqual(app.client.sent, []);
  await app.close();
});
