import assert from "node:assert/strict";
import { test } from "node:test";
import { createHostKey, fingerprintOf, restoreHostKey } from "../../src/plane/index.ts";
import { formatUserCode, newUserCode, parseUserCode } from "../../src/plane/user-code.ts";

test("a code survives being read aloud and typed in any way", () => {
  for (let round = 0; round < 200; round++) {
    const code = newUserCode();
    assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    const shown = formatUserCode(code);
    for (const typed of [shown, shown.toLowerCase(), ` ${code.split("").join(" ")} `]) {
      assert.equal(parseUserCode(typed), code);
    }
  }
  for (const typed of ["", "BKTR-QZX", "BKTR-QZXMM", "AKTR-QZXM", "BKTR_QZXM"]) {
    assert.equal(parseUserCode(typed), undefined);
  }
});

test("a key written down and read back is the same key; anything else is none", async () => {
  const key = await createHostKey();
  const again = await restoreHostKey(key.serialise());
  assert.deepEqual([again?.keyId, again?.jwk], [key.keyId, key.jwk]);
  assert.match(key.fingerprint, /^(\S\S ){3}\S\S$/);
  assert.equal(key.fingerprint, fingerprintOf(key.keyId));
  assert.equal(JSON.stringify(key.jwk).includes('"d"'), false);
  for (const text of ["", "{}", key.serialise().slice(0, -5), JSON.stringify(key.jwk)]) {
    assert.equal(await restoreHostKey(text), undefined);
  }
});
