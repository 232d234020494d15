import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import {
  asTemplateText,
  escapeEnv,
  fillTemplate,
  maskTemplate,
  matchTemplate,
  percentEncode,
  secretNames,
} from "../../src/steps/template.ts";
import { secretsOf } from "../contract/handlers.ts";
import { anyCharacter } from "../support/any-text.ts";
import { cases } from "../support/every-cut.ts";

const filled = async (template: string, values: Readonly<Record<string, string>>) => {
  const outcome = await fillTemplate(template, secretsOf(values));
  return outcome.is === "filled" ? outcome.text : outcome;
};

test("a secret stands in its place in the form the place needs", async () => {
  const value = 'a"b\\c$d`e %/@\n';
  const template = "r={{secret:x}} u={{secret:x|percent}} y={{secret:x|yaml}} e={{secret:x|env}}";
  const text = await filled(template, { x: value });
  assert.equal(
    text,
    `r=${value} u=a%22b%5Cc%24d%60e%20%25%2F%40%0A y=${JSON.stringify(value)} e=${escapeEnv(value)}`,
  );
});

test("other double braces stay as they are", async () => {
  const go = "{{ .Values.secret }} {{secret:}} {{Secret:x}}";
  assert.equal(await filled(go, {}), go);
  assert.deepEqual(secretNames(go), []);
});

test("text that is not ours never names a secret, whatever it says", async () => {
  const foreign = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "{{secret:x}}",
      "{{{secret:x}}",
      "{{open}}",
      "{{{{secret:x|yaml}}",
      "{{open}}secret:x}}",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(foreign), async (parts) => {
      const text = parts.join("");
      assert.equal(await filled(asTemplateText(text), { x: "LEAK" }), text);
      assert.equal(maskTemplate(asTemplateText(text)), text);
    }),
  );
});

test("what was written is found again in the file, for every filter and every value", async () => {
  const filter = fc.constantFrom("", "|percent", "|yaml", "|env");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: anyCharacter }), filter, async (value, how) => {
      const template = `a: 1.5\nb: "{{secret:x${how}}}" {{secret:x${how}}}\nc: (end)\n`;
      const text = await filled(template, { x: value });
      assert.ok(typeof text === "string");
      const written = how === "|percent" ? value.toWellFormed() : value;
      assert.deepEqual(matchTemplate(template, text), [{ name: "x", value: written }]);
    }),
    { numRuns: cases(300) },
  );
});

test("half of a character in a secret is what a file makes of it, and stops nothing", async () => {
  const template = "http://u:{{secret:x|percent}}@proxy";
  const text = await filled(template, { x: "a\ud800b\udc00" });
  assert.equal(text, "http://u:a%EF%BF%BDb%EF%BF%BD@proxy");
});

test("a yaml scalar reads back as the very value", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (value) => {
      const text = await filled("key: {{secret:x|yaml}}\n", { x: value });
      assert.equal(parse(String(text)).key, value);
    }),
  );
});

test("another text does not match, nor the same secret with two values", () => {
  const template = "user: u\npassword: {{secret:x}}\nagain: {{secret:x|yaml}}\n";
  assert.equal(matchTemplate(template, 'user: v\npassword: a\nagain: "a"\n'), undefined);
  assert.equal(matchTemplate(template, 'user: u\npassword: a\nagain: "b"\n'), undefined);
  assert.deepEqual(matchTemplate(template, 'user: u\npassword: a\nagain: "a"\n'), [
    { name: "x", value: "a" },
  ]);
});

test("a secret that is gone is named", async () => {
  assert.deepEqual(await filled("{{secret:a}}{{secret:b}}", { a: "1" }), {
    is: "missing",
    name: "b",
  });
});

test("percent-encoding leaves only characters every URL parser takes", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const encoded = percentEncode(value);
      assert.match(encoded, /^[A-Za-z0-9%._~-]*$/);
      assert.equal(decodeURIComponent(encoded), value);
    }),
  );
});
