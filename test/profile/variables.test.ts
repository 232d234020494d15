import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import type { ManifestObject } from "../../src/kube/index.ts";
import { markedObjects } from "../../src/profile/layer-objects.ts";
import { parseProfile } from "../../src/profile/parse.ts";
import { embedded, FILTER_NAMES } from "../../src/profile/placeholder.ts";
import { fill } from "../../src/profile/substitute.ts";
import { type GivenValues, judgeValues } from "../../src/profile/variables.ts";
import { anyCharacter } from "../support/any-text.ts";
import { PROFILE, SHOP } from "./folder.ts";

const outcome = parseProfile(PROFILE);
assert.ok(outcome.is === "valid");
const { profile } = outcome;
const NEEDED: GivenValues = { registry: "registry.example.net", "till-key": { secret: "till" } };

test("values have the type of their variable, however they were typed", () => {
  const given = { ...NEEDED, replicas: "3", debug: "true" };
  assert.deepEqual(judgeValues(profile, given), {
    plain: {
      replicas: 3,
      registry: "registry.example.net",
      greeting: "hello",
      debug: true,
      size: "small",
    },
    secrets: { "till-key": "till" },
    problems: [],
  });
});

const WRONG: readonly (readonly [string, GivenValues, string])[] = [
  ["a number that is none", { replicas: "three" }, "replicas must be a number"],
  ["what the pattern refuses", { registry: "A B" }, "registry must match [a-z0-9.:/-]+"],
  ["what is no choice", { size: "huge" }, "size must be one of small, large"],
  [
    "a line break in one line",
    { greeting: "a\nb" },
    "greeting must be one line without control characters",
  ],
  [
    "a secret in plain text",
    { "till-key": "s3cret" },
    "till-key is sensitive: name a secret, { secret: NAME }",
  ],
  [
    "a secret for what is none",
    { greeting: { secret: "x" } },
    "greeting is not sensitive: give its value itself",
  ],
  ["nothing where it is required", { registry: "" }, "registry is required"],
  [
    "a name nobody declared",
    { gretting: "x" },
    "gretting is no variable of this profile; did you mean greeting?",
  ],
];
for (const [title, given, expected] of WRONG)
  test(`${title} is refused, and its value is not repeated`, () => {
    const { problems } = judgeValues(profile, { ...NEEDED, ...given });
    assert.deepEqual(
      problems.map(({ variable, message }) => `${variable} ${message}`),
      [expected],
    );
  });

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: anyCharacter }),
  fc.constantFrom("'", '"', "\n---\n", "{{var:b}}", "$(id)", "`id`", ": ", "__proto__"),
);

test("whatever the value is, the shape of an object stays as it was written", () => {
  fc.assert(
    fc.property(value, (text) => {
      const template = { a: "{{var:a}}", deep: [{ "k.y": "x {{var:a|json}} y", plain: "z" }] };
      const filled = fill(template, () => text);
      assert.ok(filled.is === "filled");
      assert.deepEqual(filled.value, {
        a: text,
        deep: [{ "k.y": `x ${JSON.stringify(text)} y`, plain: "z" }],
      });
      // What goes over the wire is read back as the very same.
      assert.deepEqual(
        JSON.parse(JSON.stringify(filled.value)).a,
        JSON.parse(JSON.stringify(text)),
      );
    }),
  );
});

test("inside other text a value passes unchanged and harmless, or not at all", () => {
  fc.assert(
    fc.property(value, (text) => {
      const filled = fill(`--size={{var:a}}`, () => text);
      if (filled.is === "unsafe") return;
      assert.equal(filled.value, `--size=${text}`);
      assert.doesNotMatch(text, /[\s'"`$\\;&|<>(){}[\]#!*?\0]/);
    }),
  );
});

test("a YAML file inside of an object keeps its shape with the filter json", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const written = `first: ${embedded(text, "json")}\nsecond: kept\n`;
      assert.deepEqual(parse(written), { first: text, second: "kept" });
    }),
  );
});

test("one word of a shell is what it was, undone by the rules of POSIX", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const word = embedded(text, "sh") ?? "";
      assert.ok(word.startsWith("'") && word.endsWith("'"));
      // Outside of quotes there is nothing but an escaped quote.
      const undone = word
        .slice(1, -1)
        .split("'\\''")
        .map((part) => {
          assert.ok(!part.includes("'"));
          return part;
        });
      assert.equal(undone.join("'"), text);
    }),
  );
});

test("the other filters can be undone as well", () => {
  assert.deepEqual(FILTER_NAMES, ["text", "json", "sh", "percent", "base64"]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(decodeURIComponent(embedded(text, "percent") ?? ""), text);
      assert.equal(Buffer.from(embedded(text, "base64") ?? "", "base64").toString(), text);
    }),
  );
});

const templates = parseAllDocuments(SHOP).map((one) => one.toJS() as ManifestObject);
const secrets = { "till-key": { name: "till", digest: "ab12" } };
const plain = {
  greeting: "hello",
  debug: false,
  replicas: 2,
  registry: "r.example.net",
  size: "small",
};
const layer = { plain, secrets, layer: "shop", kind: "addon" as const };

test("the mark of an object gives no secret away, and changes with its keyed digest", () => {
  const [shown, filled] = [
    markedObjects(templates, layer),
    markedObjects(templates, layer, { "till-key": "s3cret" }),
  ];
  assert.ok(shown.is === "marked" && filled.is === "marked");
  assert.ok(!JSON.stringify(shown).includes("s3cret"));
  assert.deepEqual(
    shown.objects.map(({ digest }) => digest),
    filled.objects.map(({ digest }) => digest),
  );
  const [secret] = filled.objects.filter(({ name }) => name === "Secret shop/till");
  assert.deepEqual(secret?.object.stringData, { key: "s3cret" });
  const other = markedObjects(templates, {
    ...layer,
    secrets: { "till-key": { name: "till", digest: "cd34" } },
  });
  assert.ok(other.is === "marked");
  const changed = other.objects.filter(
    ({ digest }, index) => digest !== shown.objects[index]?.digest,
  );
  assert.deepEqual(
    changed.map(({ name }) => name),
    ["Secret shop/till"],
  );
});

test("a value that could break out of the text around it is named, not written", () => {
  const marked = markedObjects(templates, {
    ...layer,
    plain: { ...plain, registry: "x; rm -rf /" },
  });
  assert.deepEqual(marked, { is: "unsafe", variable: "registry", where: "Deployment shop/shop" });
});
