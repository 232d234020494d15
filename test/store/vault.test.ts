import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { keyedDigestOf } from "../../src/secrets/index.ts";
import { loadHostKey, openSecretVault } from "../../src/store/index.ts";
import { temporaryFolder } from "./journal-entries.ts";

test("a secret is read back by another process until it is wiped; its digest stays", async (t) => {
  const dir = temporaryFolder(t);
  const key = loadHostKey(dir);
  openSecretVault(dir, key).put("proxy-password", "pässword 'x'");
  const vault = openSecretVault(dir, loadHostKey(dir));
  assert.equal(await vault.read("proxy-password"), "pässword 'x'");
  assert.deepEqual(vault.names(), ["proxy-password"]);
  vault.wipe();
  assert.equal(await vault.read("proxy-password"), undefined);
  assert.deepEqual(vault.names(), []);
  const later = openSecretVault(dir, loadHostKey(dir));
  assert.equal(later.digest("proxy-password"), keyedDigestOf(key, "pässword 'x'"));
  assert.equal(later.matches("proxy-password", "pässword 'x'"), true);
  assert.equal(later.matches("proxy-password", "other"), false);
  assert.equal(later.matches("token", "other"), undefined);
});

test("wiping some secrets keeps the others, and wiping again is no error", async (t) => {
  const dir = temporaryFolder(t);
  const vault = openSecretVault(dir, loadHostKey(dir));
  vault.put("a", "1");
  vault.put("b", "2");
  vault.wipe(["a", "never-given"]);
  vault.wipe(["a"]);
  assert.deepEqual([await vault.read("a"), await vault.read("b")], [undefined, "2"]);
});

test("the last value given under a name counts", async (t) => {
  const dir = temporaryFolder(t);
  const vault = openSecretVault(dir, loadHostKey(dir));
  vault.put("a", "one");
  vault.put("a", "two");
  assert.equal(await vault.read("a"), "two");
  assert.deepEqual([vault.matches("a", "one"), vault.matches("a", "two")], [false, true]);
});

test("folder, values, key and digests are for their owner alone, and no digest is a plain hash", (t) => {
  const dir = join(temporaryFolder(t), "state");
  const vault = openSecretVault(dir, loadHostKey(dir));
  vault.put("a", "geheim");
  const mode = (name: string) => statSync(join(dir, name)).mode & 0o777;
  assert.deepEqual(
    ["", "secrets", "secrets/a", "host.key", "secret-digests.json"].map(mode),
    [0o700, 0o700, 0o600, 0o600, 0o600],
  );
  assert.deepEqual(readdirSync(dir).sort(), ["host.key", "secret-digests.json", "secrets"]);
  assert.doesNotMatch(readFileSync(join(dir, "secret-digests.json"), "utf8"), /geheim/);
});

test("what a cut-off write left behind is removed when the vault opens", (t) => {
  const dir = temporaryFolder(t);
  const key = loadHostKey(dir);
  openSecretVault(dir, key).put("a", "1");
  writeFileSync(join(dir, "secrets", ".0a1b2c.tmp"), "half of a secr");
  openSecretVault(dir, key);
  assert.deepEqual(readdirSync(join(dir, "secrets")), ["a"]);
});

test("a name is never a way out of the folder", async (t) => {
  const dir = temporaryFolder(t);
  writeFileSync(join(dir, "outside"), "x");
  const vault = openSecretVault(dir, loadHostKey(dir));
  for (const name of ["../outside", "/etc/passwd", "", ".hidden", "A"]) {
    assert.equal(await vault.read(name), undefined);
    vault.wipe([name]);
    assert.throws(() => vault.put(name, "x"), { code: "BUG" });
  }
  assert.ok(existsSync(join(dir, "outside")));
});

test("the host key is made once; a damaged one is replaced and old digests then match nothing", (t) => {
  const dir = temporaryFolder(t);
  const key = loadHostKey(dir);
  assert.equal(key.length, 32);
  assert.deepEqual(loadHostKey(dir), key);
  openSecretVault(dir, key).put("a", "1");
  writeFileSync(join(dir, "host.key"), "short");
  const other = loadHostKey(dir);
  assert.equal(other.length, 32);
  assert.equal(openSecretVault(dir, other).matches("a", "1"), undefined);
});
