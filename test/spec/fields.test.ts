import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../../src/spec/examples.ts";
import { emptyDocument, FIELDS, jsonSchema, renderDocument, setIn } from "../../src/spec/index.ts";
import { type Outline, outline } from "../../src/spec/outline.ts";
import { parseDocument } from "../../src/spec/parse.ts";
import { readTree } from "../../src/spec/read.ts";
import { sampleFor } from "./hosts.ts";

/** Fields as the schema has them: nothing inside lists and references to secrets. */
function leaves(): readonly Outline[] {
  return [...outline().values()].filter(
    ({ path, form, secret }) =>
      (form !== "map" || secret) &&
      !path.includes("[]") &&
      !path.endsWith(".secret") &&
      path !== "apiVersion" &&
      path !== "kind",
  );
}

test("every field of the schema is on a form, once, and no other", () => {
  assert.deepEqual(
    FIELDS.map(({ path }) => path).sort(),
    leaves()
      .map(({ path }) => path)
      .sort(),
  );
});

test("a form edits each field as what it is", () => {
  for (const { path, kind, choices } of FIELDS) {
    const known = outline().get(path);
    const entries = outline().get(`${path}[]`);
    const expected = {
      text: known?.form === "text" && known.choices.length === 0,
      choice: (choices?.length ?? 0) > 0 && choices === known?.choices,
      number: known?.form === "number",
      boolean: known?.form === "boolean",
      secret: known?.secret === true,
      list: known?.form === "list" && entries?.form === "text",
      table: known?.form === "list" && entries?.form === "map",
      certificate: known?.form === "list" && entries?.names.includes("pem") === true,
      pairs: known?.form === "pairs",
    }[kind];
    assert.ok(expected, `${path} is not a ${kind}`);
  }
});

test("every example is a right value", () => {
  for (const [path, example] of Object.entries(EXAMPLES)) {
    assert.ok(outline().has(path), `${path} is not in the schema`);
    if (path.includes("[]") || path.endsWith(".secret")) continue;
    const key = path.split(".").at(-1);
    const text = setIn(renderDocument(emptyDocument()), [
      { path: "spec.proxy.username", value: "edge" },
      ...(key === "vipInterface" ? [{ path: "spec.cluster.vip", value: "10.9.0.4" }] : []),
      { path, value: exampleValue(`${key}: ${example}`) },
    ]);
    const parsed = parseDocument(text);
    const own = parsed.is === "valid" ? [] : parsed.issues.filter((issue) => issue.path === path);
    assert.deepEqual(own, [], path);
  }
});

test("every field has a sample in the tests", () => {
  for (const { path } of FIELDS) assert.notEqual(sampleFor(path), undefined);
});

test("the JSON Schema is one, refuses unknown settings, and names the required ones", () => {
  const schema = jsonSchema();
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.equal(schema.additionalProperties, false);
  assert.deepEqual(schema.required, ["apiVersion", "kind", "spec"]);
});

function exampleValue(line: string): unknown {
  const tree = readTree(line, "example");
  assert.deepEqual(tree.found, []);
  return Object.values(tree.value ?? {})[0];
}
