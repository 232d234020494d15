import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CertificateFinding,
  findingOf,
  parseCertificates,
} from "../../src/certificates/index.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot } from "../support/session.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const found = findingOf(parseCertificates(ROOT_CA + PROXY_CA), { nowMs: NOW_MS });
const FINDING: CertificateFinding = {
  ...found,
  verdict: "This server is not believed here: its authority is not known.",
  ...(found.found[1] === undefined ? {} : { toTrust: found.found[1].view.fingerprint }),
};

async function opened() {
  const app = await mount(freshSnapshot());
  app.client.answers = ({ do: what }) =>
    what === "look-for-certificates" ? { is: "certificates", finding: FINDING } : { is: "ok" };
  await app.goTo("Settings");
  await app.press("last", "up", "up", "choose");
  await app.shows("Certificates   0 asked for");
  return app;
}

test("what a server shows is looked at whole and trusted after a question whose first answer is no", async () => {
  const app = await opened();
  await app.press("choose");
  await app.type("https://plane.example");
  await app.press("next-field");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("This server is not believed here");
  assert.deepEqual(app.client.sent, [{ do: "look-for-certificates", at: "https://plane.example" }]);
  await app.shows("Found: Example TLS Inspection CA   (the one to trust, if it is right)");
  app.clock.advance(400);
  await app.press("down", "down", "down", "choose");
  await app.shows("Trust this certificate?");
  await app.shows("Subject: Example TLS Inspection CA");
  await app.shows(`SHA-256: ${FINDING.toTrust?.slice(0, 4)} ${FINDING.toTrust?.slice(4, 8)}`);
  await app.shows("> No, leave it");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("Certificates   1 asked for");
  await app.shows("Asked for: example-tls-inspection-ca   Example TLS Inspection CA");

  app.clock.advance(400);
  await app.press("last", "choose");
  await app.shows("Trust example-tls-inspection-ca no longer?");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("Certificates   0 asked for");
  assert.equal(app.client.sent.length, 1);
  await app.close();
});

test("sticks are looked through at one key, and what cannot be read is said", async () => {
  const app = await opened();
  app.client.answers = () => ({
    is: "certificates",
    finding: { found: [], problems: ["no USB stick with a file system is plugged in"] },
  });
  await app.press("down", "down", "choose");
  await app.shows("no USB stick with a file system is plugged in");
  assert.deepEqual(app.client.sent, [{ do: "look-for-certificates", at: "sticks" }]);
  await app.press("back");
  await app.shows(">Settings<");
  await app.close();
});
