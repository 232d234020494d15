import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import {
  observeCertificates,
  parseCertificates,
  planCertificates,
  trustFamilyOf,
} from "../../src/certificates/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { TRUST_STORES, type TrustFamily } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";
import { EXPIRED_SERVER, PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { updateTrust } from "../support/host-commands.ts";

const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";

test("a certificate is shown as a person compares it", () => {
  const { certificates, problems } = parseCertificates(EXPIRED_SERVER);
  assert.deepEqual(problems, []);
  const [{ pem, fingerprint, ...rest } = assert.fail()] = certificates;
  assert.deepEqual(rest, {
    subject: "registry.lan",
    issuer: "Example Root CA",
    validFromMs: Date.UTC(2020, 0, 1),
    validToMs: Date.UTC(2021, 0, 1),
    isAuthority: false,
    isSelfSigned: false,
    key: "ec prime256v1",
    digest: "sha256",
  });
  const openssl = new X509Certificate(EXPIRED_SERVER).fingerprint256;
  assert.equal(fingerprint, openssl.replaceAll(":", "").toLowerCase());
  assert.equal(pem, EXPIRED_SERVER);
});

const der = new X509Certificate(ROOT_CA).raw;
const FORMS: readonly (readonly [string, string])[] = [
  [
    "PEM with Windows line ends and text around",
    `Subject: x\r\n${ROOT_CA.replaceAll("\n", "\r\n")}bye`,
  ],
  ["PEM indented as in YAML", ROOT_CA.replaceAll(/^/gm, "    ")],
  ["base64 of PEM", Buffer.from(ROOT_CA).toString("base64")],
  ["base64 of DER", der.toString("base64")],
  ["the same twice", ROOT_CA + ROOT_CA],
];

for (const [title, text] of FORMS)
  test(`${title} is read`, () => {
    const { certificates, problems } = parseCertificates(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      certificates.map(({ pem }) => pem),
      [ROOT_CA],
    );
  });

/** 48 bytes to a line of base64. */
const LINE_MISSING = `${der.length - 48} of its ${der.length} bytes are there: lines are missing`;
const BAD: readonly (readonly [string, string, string])[] = [
  ["nothing", "", "it is empty"],
  ["prose", "please trust me", "this is not a PEM certificate"],
  ["a private key", KEY, "this is a private key, not a certificate: keep it secret"],
  [
    "a cut-off block",
    ROOT_CA.slice(0, 300),
    "the line -----END CERTIFICATE----- is missing: it is cut off",
  ],
  ["a damaged block", ROOT_CA.replace(/(\n.{64})\n.{64}\n/, "$1\n"), LINE_MISSING],
  [
    "a request",
    "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
    "this is a certificate request",
  ],
];

for (const [title, text, problem] of BAD)
  test(`${title} is refused with its reason`, () => {
    assert.deepEqual(parseCertificates(text), { certificates: [], problems: [problem] });
  });

test("every file name of a bundle is its own", () => {
  const twice = planCertificates(
    [
      { name: "corp", pem: ROOT_CA },
      { name: "corp", pem: PROXY_CA },
    ],
    "debian",
  );
  assert.equal(twice.blocked[0]?.message, "two certificates are named corp");
});

for (const family of Object.keys(TRUST_STORES) as TrustFamily[])
  test(`on ${family} a bundle is trusted after it, and not before`, async () => {
    const ids = { debian: "debian", rhel: "rocky", suse: "opensuse-leap" };
    const like = { debian: "", rhel: "rhel centos fedora", suse: "suse opensuse" };
    const host = createMemoryHost({
      files: {
        "/etc/os-release": `ID="${ids[family]}"\nID_LIKE="${like[family]}"\n`,
        [TRUST_STORES[family].bundles[0]]: EXPIRED_SERVER,
      },
      commands: updateTrust(family, EXPIRED_SERVER),
    });
    const before = await observeCertificates(host);
    assert.deepEqual(before, { family, ours: { is: "known", value: [] } });
    const candidate = planCertificates([{ name: "corp", pem: ROOT_CA + PROXY_CA }], family);
    await applied(candidate, contextOf(host, {}));
    const { ours } = await observeCertificates(host);
    const seen = ours.is === "known" ? ours.value : [];
    assert.deepEqual(
      seen.map(({ name, certificate, isTrusted }) => [name, certificate.subject, isTrusted]),
      [
        ["corp", "Example Root CA", true],
        ["corp-2", "Example TLS Inspection CA", true],
      ],
    );
    assert.ok(host.text(TRUST_STORES[family].bundles[0])?.startsWith(EXPIRED_SERVER));
    const none = await applied(planCertificates([], family), contextOf(host, {}));
    assert.deepEqual(none.ran, ["certificates.trust"]);
    assert.equal(host.text(TRUST_STORES[family].bundles[0]), EXPIRED_SERVER);
  });

test("an unknown system is not guessed at", () => {
  assert.equal(trustFamilyOf(["alpine"]), "unknown");
  const { blocked } = planCertificates([{ name: "corp", pem: ROOT_CA }], "unknown");
  assert.deepEqual(
    blocked.map(({ code }) => code),
    ["TRUST_UNSUPPORTED"],
  );
});
