import assert from "node:assert/strict";
import { test } from "node:test";
import { exportProfile } from "../../src/agent/profile-desk.ts";
import type { AuditEntry, HostIO } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { packFolder } from "../../src/profile/index.ts";
import { profileFiles } from "../profile/folder.ts";
import { freshSnapshot } from "../support/session.ts";
import { createStickHost } from "../support/stick-host.ts";

const FOLDER = "/opt/bringup/profiles/site";
const FILE = "site-base-1.2.0.tar";
const { signal } = new AbortController();

function desk(host: HostIO) {
  const entries: Omit<AuditEntry, "id">[] = [];
  const audit = { append: (entry: Omit<AuditEntry, "id">) => void entries.push(entry) };
  const parts = {
    ...{ board: { snapshot: freshSnapshot }, host, signal, audit },
  };
  const actor = { user: "ada", from: "tty1" };
  const write = (to: string, folder = FOLDER) =>
    exportProfile({ do: "export-profile", folder, to }, actor, parts);
  return { write, entries };
}

const siteHost = (more: Readonly<Record<string, string>> = {}) =>
  createMemoryHost({ files: { ...profileFiles(FOLDER), "/srv/keep": "x", ...more } });

test("a profile is written into a folder or a file with its sum beside it, and the audit says so", async () => {
  const host = siteHost();
  const { sha256, text } = await packFolder(host, FOLDER);
  const { write, entries } = desk(host);
  const answer = { is: "profile-exported", sha256, files: 4 };
  assert.deepEqual(await write("/srv"), { ...answer, file: `/srv/${FILE}` });
  assert.equal(host.text(`/srv/${FILE}`), text);
  assert.equal(host.text(`/srv/${FILE}.sha256`), `${sha256}  ${FILE}\n`);
  assert.deepEqual(await write("/srv/mine.tar"), { ...answer, file: "/srv/mine.tar" });
  assert.equal(host.text("/srv/mine.tar.sha256"), `${sha256}  mine.tar\n`);
  assert.deepEqual(
    entries.map(({ action, subject, detail }) => [action, subject, detail]),
    [
      ["profile-exported", "site-base 1.2.0", `/srv/${FILE}, sha256 ${sha256}`],
      ["profile-exported", "site-base 1.2.0", `/srv/mine.tar, sha256 ${sha256}`],
    ],
  );
});

test("nothing is written over, no folder is made, and the same again is no trouble", async () => {
  const host = siteHost({ "/srv/other.tar": "an archive", "/srv/a.tar.sha256": "another" });
  const { write } = desk(host);
  await write("/srv");
  await write("/srv");
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["/srv/other.tar", /other\.tar is there already/],
    ["/srv/a.tar", /a\.tar\.sha256 is there already/],
    ["/media/usb/x.tar", /there is no folder \/media\/usb/],
    ["/srv/x.zip", /no file that ends in \.tar/],
    ["srv", /is no path/],
  ];
  for (const [to, message] of refusals)
    await assert.rejects(write(to), { code: "PROFILE_NOT_EXPORTED", message });
  assert.equal(host.text("/srv/other.tar"), "an archive");
  assert.equal(await host.files.stat("/media"), undefined);
  await assert.rejects(write("/srv", "/etc"), { code: "USAGE" });
});

test("onto the one stick, read back; another file of that name stays, and two sticks are no choice", async () => {
  const { host, sticks } = createStickHost({ SITE: { "photo.jpg": "x" } });
  for (const [path, text] of Object.entries(profileFiles(FOLDER))) host.put(path, text);
  const { write, entries } = desk(host);
  const answer = await write("sticks");
  assert.partialDeepStrictEqual(answer, { is: "profile-exported", file: FILE, on: "SITE" });
  assert.deepEqual(Object.keys(sticks.SITE ?? {}).toSorted(), [
    "photo.jpg",
    FILE,
    `${FILE}.sha256`,
  ]);
  assert.match(entries[0]?.detail ?? "", /^stick:SITE\/site-base-1\.2\.0\.tar, sha256 /);
  await write("sticks");
  const taken = createStickHost({ SITE: { [FILE]: "another" } });
  for (const [path, text] of Object.entries(profileFiles(FOLDER))) taken.host.put(path, text);
  await assert.rejects(desk(taken.host).write("sticks"), {
    code: "STICK_REFUSED",
    message: /SITE has another site-base-1\.2\.0\.tar on it/,
  });
  assert.deepEqual(taken.sticks.SITE, { [FILE]: "another" });
  const two = createStickHost({ A: {}, B: {} });
  for (const [path, text] of Object.entries(profileFiles(FOLDER))) two.host.put(path, text);
  await assert.rejects(desk(two.host).write("sticks"), /2 sticks are plugged in/);
});
