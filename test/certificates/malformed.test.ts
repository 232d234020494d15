import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { parseCertificateFile, parseCertificates } from "../../src/certificates/index.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { type Seeded, seeded } from "../support/seeded.ts";

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";
const DER = new X509Certificate(ROOT_CA).raw;
const BODY = ROOT_CA.split("\n").slice(1, -2);

const lines = (body: readonly string[]) => [BEGIN, ...body, END, ""].join("\n");
const asPem = (der: Buffer) => lines(der.toString("base64").match(/.{1,64}/g) ?? []);
const without = (at: number) => BODY.filter((_, index) => index !== at);

interface Mistake {
  readonly name: string;
  make(random: Seeded): string | Uint8Array;
  readonly told: RegExp;
}

/** What people and programs do to certificates on their way, and what is said about it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: "a line lost",
    make: (random) => lines(without(1 + random.below(BODY.length - 2))),
    told: /^\d+ of its \d+ bytes are there: lines are missing$/,
  },
  {
    name: "a line twice",
    make(random) {
      const at = 1 + random.below(BODY.length - 2);
      return lines(BODY.flatMap((line, index) => (index === at ? [line, line] : [line])));
    },
    told: /^it has \d+ bytes too many: lines are there twice$/,
  },
  {
    name: "the end lost",
    make: (random) => ROOT_CA.slice(0, 60 + random.below(ROOT_CA.length - 120)),
    told: /^the line -----END CERTIFICATE----- is missing: it is cut off$/,
  },
  {
    name: "the beginning lost",
    make: (random) => ROOT_CA.slice(30 + random.below(ROOT_CA.length - 90)),
    told: /^the line -----BEGIN CERTIFICATE----- is missing: it is cut off$/,
  },
  {
    name: "a strange character inside",
    make(random) {
      const odd = random.pick(["…", "*", "“", "_", "#", "\u00ad", ".", "%"]);
      const at = 80 + random.below(400);
      return ROOT_CA.slice(0, at) + odd + ROOT_CA.slice(at);
    },
    told: /^there is a (?:.|character U\+[0-9A-F]{4}) in it, which no certificate has$/,
  },
  {
    name: "changed bytes",
    make(random) {
      const der = Buffer.from(DER);
      // Within the first structures, where every byte counts.
      for (const at of [4, 5, 8]) der[at] = random.below(0x20);
      return asPem(der);
    },
    told: /^(some of its bytes were changed: it cannot be read|its dates cannot be read)$/,
  },
  {
    name: "something else in it",
    make: (random) => lines([Buffer.alloc(30 + random.below(90), 0x41).toString("base64")]),
    told: /^what is in it is no certificate$/,
  },
  {
    name: "nothing in it",
    make: (random) => lines(Array.from({ length: random.below(4) }, () => " ")),
    told: /^there is nothing between its first and its last line$/,
  },
  {
    name: "a character too many",
    make(random) {
      const at = 40 + random.below(200);
      const body = BODY.join("").replace(/=+$/, "");
      const whole = body.slice(0, body.length - (body.length % 4));
      return lines([`${whole.slice(0, at)}A${whole.slice(at)}`]);
    },
    told: /^one character is missing or too many$/,
  },
  {
    name: "two run together",
    make: () => lines(["TUlJQQ==TUlJQQ=="]),
    told: /^there is a = in the middle: two were run together$/,
  },
  {
    name: "the beginning of one and the end of another",
    make: (random) =>
      ROOT_CA.replace(END, `-----END ${random.pick(["X509 CRL", "PKCS7", "PUBLIC KEY"])}-----`),
    told: /^it begins as CERTIFICATE and ends as [A-Z0-9 ]+: two were mixed up$/,
  },
  {
    name: "something else altogether",
    make(random) {
      const label = random.pick(["CERTIFICATE REQUEST", "PUBLIC KEY", "X509 CRL", "PGP MESSAGE"]);
      return ROOT_CA.replaceAll("CERTIFICATE", label);
    },
    told: /^this is a (certificate request|public key|x509 crl|pgp message)$/,
  },
  {
    name: "a private key",
    make: (random) =>
      ROOT_CA.replaceAll("CERTIFICATE", `${random.pick(["", "RSA ", "EC "])}PRIVATE KEY`),
    told: /^this is a private key, not a certificate: keep it secret$/,
  },
  {
    name: "dashes of a word processor",
    make: (random) => ROOT_CA.replaceAll("--", random.pick(["—", "––", "‒‒"])),
    told: /^its dashes were changed by the program it was copied from: copy it as plain text$/,
  },
  {
    name: "dashes lost",
    make: (random) => ROOT_CA.replaceAll("-----", "-".repeat(1 + random.below(4))),
    told: /^its first line must be -----BEGIN CERTIFICATE-----, with five dashes on each side$/,
  },
  {
    name: "a web page",
    make: (random) =>
      `<!DOCTYPE html><html><title>Log in ${random.below(9)}</title><body></body></html>`,
    told: /^this is a web page, not a certificate$/,
  },
  {
    name: "a DER file cut off",
    make: (random) => DER.subarray(0, 5 + random.below(DER.length - 10)),
    told: /^\d+ of its \d+ bytes are there: lines are missing$/,
  },
  { name: "an empty file", make: () => new Uint8Array(), told: /^it is empty$/ },
];

for (const { name, make, told } of MISTAKES)
  test(`${name} is told in its own words, and trusted by nobody`, () => {
    const random = seeded(name.length);
    for (let count = 0; count < 12; count += 1) {
      const made = make(random);
      const { certificates, problems } =
        typeof made === "string" ? parseCertificates(made) : parseCertificateFile(made);
      assert.deepEqual(certificates, []);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0] ?? "", told);
    }
  });

test("more than 200 mistakes were made", () => assert.ok(MISTAKES.length * 12 >= 200));

const FORMS: readonly (readonly [string, string | Uint8Array])[] = [
  ["a DER file", DER],
  ["a PEM file with a byte order mark", Buffer.from(`\uFEFF${ROOT_CA}`)],
  ["a PEM file in UTF-16, as Windows tools write it", Buffer.from(`\uFEFF${ROOT_CA}`, "utf16le")],
  ["line ends as two characters, as in JSON", ROOT_CA.replaceAll("\n", "\\n")],
  ["six dashes", ROOT_CA.replaceAll("-----", "------")],
  ["everything on one line", ROOT_CA.replaceAll("\n", " ")],
  ["base64 of DER in a file", Buffer.from(DER.toString("base64"))],
];

for (const [name, given] of FORMS)
  test(`${name} is read`, () => {
    const { certificates, problems } =
      typeof given === "string" ? parseCertificates(given) : parseCertificateFile(given);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      certificates.map(({ pem }) => pem),
      [ROOT_CA],
    );
  });

test("what is sound in a bundle is read beside what is not", () => {
  const { certificates, problems } = parseCertificates(`${lines(without(2))}${PROXY_CA}`);
  assert.deepEqual(
    certificates.map(({ subject }) => subject),
    ["Example TLS Inspection CA"],
  );
  assert.match(problems[0] ?? "", /lines are missing$/);
});
