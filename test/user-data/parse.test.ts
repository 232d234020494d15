import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { formatIssue } from "../../src/spec/index.ts";
import { parseUserData } from "../../src/user-data/index.ts";
import { BROKEN } from "../fixtures/user-data/broken.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const FOLDER = new URL("../fixtures/user-data/valid/", import.meta.url);

function said(text: string): readonly string[] {
  const outcome = parseUserData(text, { nowMs: NOW_MS });
  const issues = outcome.is === "valid" ? outcome.warnings : outcome.issues;
  return issues.map((issue) => formatIssue(issue, "").slice(1));
}

/** What is said of documents that are right and old, or made for another time. */
const REMARKS: Readonly<Record<string, readonly string[]>> = {
  "08-agent-mode.yaml": [
    "31:20 warning: stylus.site.edgeHostToken holds a placeholder and no token. Put the token in, or leave the line out and register by hand.",
  ],
  "16-former-mode.yaml": [
    "3:3 warning: stylus.installationMode is a former or mistaken name. Write stylus.managementMode: local.",
    "5:5 warning: stylus.emcServer.port is a former or mistaken name. Write stylus.localUI.port.",
  ],
  "17-former-names.yaml": [
    "3:3 warning: stylus.includeTui has no effect since agent 4.8.6. Remove it.",
    "4:3 warning: stylus.installationMode is a former or mistaken name. Write stylus.managementMode: central.",
    "6:5 warning: stylus.site.Name is a former or mistaken name. Write stylus.site.name.",
    "7:5 warning: stylus.site.debug is a former or mistaken name. Write stylus.debug.",
    "8:22 warning: stylus.site.paletteEndpoint is a name from samples that is no address of Palette. Write api.spectrocloud.com, or the name of your own Palette.",
    "10:3 warning: siteNetwork.httpProxy is a former or mistaken name. Write stylus.site.network.httpProxy.",
    "11:3 warning: siteNetwork.noProxy is a former or mistaken name. Write stylus.site.network.noProxy.",
  ],
  "34-unknown-kept.yaml": [
    "5:5 warning: stylus.site.projectname is not a known parameter; it is kept. Did you mean stylus.site.projectName?",
    "6:3 warning: stylus.futureThing is not a known parameter; it is kept. Check its spelling; what Palette does with it is not known.",
  ],
};

for (const name of readdirSync(FOLDER)) {
  test(`user-data as documented is valid: ${name}`, () => {
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    assert.equal(parseUserData(text, { nowMs: NOW_MS }).is, "valid");
    assert.deepEqual(said(text), REMARKS[name] ?? []);
  });
}

for (const { title, text, says } of BROKEN) {
  test(`what is wrong is said at its line: ${title}`, () => {
    assert.ok(says.length > 0);
    assert.deepEqual(said(text), says);
  });
}

test("there are at least 30 documents that are valid and 40 that are not", () => {
  assert.ok(readdirSync(FOLDER).length >= 30);
  assert.ok(BROKEN.length >= 40);
});

test("no value of a secret parameter is repeated in a remark", () => {
  const secret = "s3cr3t-value-nobody-may-see";
  const texts = [
    `#cloud-config\nstylus:\n  site:\n    edgeHostToken: "${secret} with blanks"\n`,
    `#cloud-config\nstylus:\n  registryCredentials:\n    password: [${secret}]\n`,
    `#cloud-config\nstylus:\n  registryCredentials:\n    encodedPassword: true\n    password: ${secret}\n`,
    `#cloud-config\nstylus:\n  site:\n    users:\n      ops:\n        passwd: {a: ${secret}}\n`,
  ];
  for (const text of texts) {
    const remarks = said(text);
    assert.ok(remarks.length > 0, text);
    assert.ok(!remarks.join("\n").includes(secret), remarks.join("\n"));
  }
});
