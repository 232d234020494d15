import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CertificateView,
  certificateWarnings,
  parseCertificates,
} from "../../src/certificates/index.ts";
import { EXPIRED_SERVER, ROOT_CA } from "../support/certificates.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const view = (pem: string): CertificateView =>
  parseCertificates(pem).certificates[0] ?? assert.fail("no certificate");
const SOUND = view(ROOT_CA);
const told = (more: Partial<CertificateView>) =>
  certificateWarnings({ ...SOUND, ...more }, NOW_MS).join(" ");

test("nothing is said about a sound authority", () => {
  assert.deepEqual(certificateWarnings(SOUND, NOW_MS), []);
});

test("a certificate of a server that expired is warned of twice, with the clock named as a suspect", () => {
  assert.deepEqual(certificateWarnings(view(EXPIRED_SERVER), NOW_MS), [
    "It expired on 2021-01-01. This host's clock says 2026-11-21, which may be wrong.",
    "It is no authority (no CA flag): it vouches for itself alone, not for others.",
  ]);
});

test("dates, keys and signatures that ask for a second look are named", () => {
  assert.match(told({ validFromMs: NOW_MS + 86_400_000 }), /^It is valid only from 2026-11-22\./);
  assert.match(told({ validToMs: NOW_MS + 86_400_000 }), /^It expires soon, on 2026-11-22\.$/);
  assert.match(told({ key: "rsa 1024" }), /^Its key is weak: rsa 1024 bits, at least 2048/);
  assert.equal(told({ key: "rsa 2048" }), "");
  assert.match(told({ digest: "md5", isSelfSigned: false }), /weak, md5: it can be forged/);
  assert.match(told({ digest: "sha1" }), /weak, sha1: the authority is an old one/);
});
