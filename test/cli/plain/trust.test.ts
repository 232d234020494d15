import assert from "node:assert/strict";
import { test } from "node:test";
import { findingOf, parseCertificates } from "../../../src/certificates/index.ts";
import { ROOT_CA } from "../../support/certificates.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { freshSnapshot } from "../../support/session.ts";

const FINDING = findingOf(parseCertificates(ROOT_CA), { nowMs: Date.UTC(2026, 10, 21) });
const DIGITS = FINDING.found[0]?.view.fingerprint.slice(0, 8) ?? "";

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(freshSnapshot());
  hub.answerWith(({ do: what }) =>
    what === "look-for-certificates" ? { is: "certificates", finding: FINDING } : { is: "ok" },
  );
  const { stdout } = await conversePlainly(hub, answers);
  return { stdout, asked: hub.handled.filter(({ do: what }) => what !== "run-checks") };
}

test("in plain mode a certificate is looked at, trusted by its digits, and taken out again", async () => {
  const { stdout, asked } = await converse(
    ...["certificates", "sticks", DIGITS, "remove example-root-ca", "", "exit"],
  );
  assert.match(stdout, /Trusted: none\n/);
  assert.match(stdout, /Subject: Example Root CA\n/);
  assert.match(stdout, /Noted: example-root-ca comes with the next plan\./);
  assert.match(stdout, /Trusted: example-root-ca\n/);
  assert.match(stdout, /Noted: example-root-ca goes with the next plan\./);
  assert.deepEqual(asked, [{ do: "look-for-certificates", at: "sticks" }]);
});

test("digits that fit none trust nothing, and Enter goes back", async () => {
  const { stdout } = await converse("certificates", "/tmp/a.pem", "00000000", "", "exit");
  assert.match(stdout, /None of them begins with these digits: nothing was trusted\./);
  assert.doesNotMatch(stdout, /Noted:/);
});
