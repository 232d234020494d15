import assert from "node:assert/strict";
import { test } from "node:test";
import { keyedDigestOf, MASK, redact } from "../../src/secrets/index.ts";

const K10 = `K10${"ab".repeat(32)}::server:hunter22`;

const MASKED: readonly (readonly [what: string, text: string, expected: string])[] = [
  ["a cluster token", `joined with ${K10}`, `joined with ${MASK}`],
  [
    "a bootstrap token",
    "kubeadm join --token abcdef.0123456789abcdef",
    `kubeadm join --token ${MASK}`,
  ],
  ["user and password of a proxy", "http://ada:pa%40ss@proxy:3128/", `http://${MASK}@proxy:3128/`],
  ["an assignment", "TOKEN=s3cret rest", `TOKEN=${MASK} rest`],
  ["a JSON member", '{"password":"x y","a":1}', `{"password":${MASK},"a":1}`],
  ["a YAML line", "  registry-password: swordfish", `  registry-password: ${MASK}`],
  ["a header", "Authorization: Bearer abc.def", `Authorization: ${MASK}`],
  ["a JWT", `x eyJhbGciOi.eyJzdWIi.c2ln y`, `x ${MASK} y`],
  [
    "a private key",
    "-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\nafter",
    `${MASK}\nafter`,
  ],
];
for (const [what, text, expected] of MASKED) {
  test(`${what} is masked`, () => assert.equal(redact(text), expected));
}

test("a private key cut off in the middle is masked to its end", () => {
  assert.equal(redact("-----BEGIN PRIVATE KEY-----\nMIIE"), MASK);
});

test("a value that is known is masked wherever it stands", () => {
  assert.equal(
    redact("said swordfish twice: swordfish", ["swordfish"]),
    `said ${MASK} twice: ${MASK}`,
  );
});

test("sentences about tokens and passwords stay readable", () => {
  const prose = [
    "The plane does not know this token: This plane knows no such token.",
    "password: { secret: proxy-password }",
    "To practise with a token, type: practice",
  ];
  assert.deepEqual(
    prose.map((text) => redact(text)),
    prose,
  );
});

test("a digest depends on the key of the host and does not tell the secret", () => {
  const [one, two] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  assert.equal(keyedDigestOf(one, "1234"), keyedDigestOf(one, "1234"));
  assert.notEqual(keyedDigestOf(one, "1234"), keyedDigestOf(two, "1234"));
});
