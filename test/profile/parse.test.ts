import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { parseProfile } from "../../src/profile/parse.ts";
import { readProfile } from "../../src/profile/read.ts";
import { DEFINITION, PROFILE, profileFiles, SHOP } from "./folder.ts";

const FOLDER = "/opt/profiles/site";

function problemsIn(text: string): readonly string[] {
  const outcome = parseProfile(text);
  return outcome.is === "valid"
    ? []
    : outcome.issues.map(({ line, path, message }) => `${line} ${path} ${message}`.trim());
}

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const host = createMemoryHost({ files: profileFiles(FOLDER, files) });
  const read = await readProfile(host, FOLDER);
  return read.is === "bad"
    ? read.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)
    : [];
}

test("a profile is read with its layers in order and their files by digest", async () => {
  const host = createMemoryHost({ files: profileFiles(FOLDER) });
  const read = await readProfile(host, FOLDER);
  assert.ok(read.is === "read");
  assert.deepEqual(
    read.profile.loaded.map(({ layer, files, objects }) => [
      layer.name,
      files.length,
      objects.length,
    ]),
    [
      ["k3s", 0, 0],
      ["metrics-server", 1, 2],
      ["shop", 2, 6],
    ],
  );
  for (const { sha256 } of read.profile.loaded.flatMap(({ files }) => files))
    assert.match(sha256, /^[0-9a-f]{64}$/);
});

test("a folder without a profile is said to be none", async () => {
  const host = createMemoryHost({ files: { [`${FOLDER}/notes.txt`]: "nothing" } });
  assert.deepEqual(await readProfile(host, FOLDER), { is: "absent" });
});

test("every problem of a profile is said at once, each with its line", () => {
  const text = PROFILE.replace("kind: ClusterProfile", "kind: Profile")
    .replace('version: "1.2.0"', "version: 1.2")
    .replace("metrics/server.yaml", "../server.yaml")
    .replace("type: number", "type: integer")
    .replace("sensitive: true", "sensitve: true");
  assert.deepEqual(problemsIn(text), [
    "2 kind must be ClusterProfile",
    "4 version must be text: put the version in quotes",
    "12 layers[1].manifests[0] must be a YAML or JSON file of this folder, without ..",
    "21 variables[0].type must be text or lines or number or boolean or choice",
    "26 variables[5].sensitve is not a known setting",
  ]);
});

const RULES: readonly (readonly [string, string, string, RegExp])[] = [
  ["a layer named twice", "name: shop", "name: metrics-server", /is the second metrics-server/],
  [
    "a layer that needs one below it",
    "requires: [metrics-server]",
    "requires: [till]",
    /is no layer above/,
  ],
  [
    "a second version of Kubernetes",
    "kind: addon\n    version",
    "kind: kubernetes\n    version",
    /second layer of kind kubernetes/,
  ],
  [
    "a secret with a default",
    "name: till-key,",
    "name: till-key, default: x,",
    /is given for a sensitive variable/,
  ],
  ["a default its own pattern refuses", "required: true", "default: UPPER CASE", /must match/],
  ["a choice without options", "options: [small, large], ", "", /belongs to the type choice/],
  [
    "a kind nobody knows where to find",
    "{ kind: Deployment,",
    "{ kind: Till,",
    /is missing: Till is not/,
  ],
  ["a pattern that is none", '"[a-z0-9.:/-]+"', '"[a-z"', /must be a regular expression/],
  [
    "no layers",
    PROFILE.slice(PROFILE.indexOf("layers:"), PROFILE.indexOf("variables:")),
    "layers: []\n",
    /at least one layer/,
  ],
];
for (const [title, from, to, expected] of RULES)
  test(`${title} is refused`, () => {
    assert.ok(PROFILE.includes(from));
    assert.match(problemsIn(PROFILE.replace(from, to)).join("\n"), expected);
  });

const MANIFESTS: readonly (readonly [string, string, string])[] = [
  [
    "a variable without quotes",
    SHOP.replace('"{{var:replicas}}"', "{{var:replicas}}"),
    "shop/shop.yaml:23 a variable stands where a name should, or without quotes",
  ],
  [
    "a variable nobody declared",
    SHOP.replace('{{var:size}}" }\n', '{{var:sise}}" }\n'),
    "shop/shop.yaml:32 sise is no variable of this profile",
  ],
  ["a filter that is none", SHOP.replace("|json", "|jso"), "shop/shop.yaml:14 jso is no filter"],
  [
    "a secret outside of a Secret",
    SHOP.replace('greeting: "{{var:greeting}}"', 'greeting: "{{var:till-key}}"'),
    "shop/shop.yaml:8 till-key is sensitive and stands in ConfigMap shop/words at data.greeting",
  ],
];
for (const [title, text, expected] of MANIFESTS)
  test(`${title} is refused with its file and line`, async () => {
    assert.deepEqual(await problemsOf({ "shop/shop.yaml": text }), [expected]);
  });

test("an object in two layers is refused: they would take it from each other", async () => {
  assert.deepEqual(await problemsOf({ "metrics/server.yaml": DEFINITION }), [
    "profile.yaml:0 CustomResourceDefinition tills.example.net is in metrics-server and in shop",
  ]);
});

test("a layer nobody can wait for is refused", async () => {
  const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";
  assert.deepEqual(await problemsOf({ "metrics/server.yaml": text }), [
    "profile.yaml:0 layer metrics-server has no workload, and no readiness says when it is ready",
  ]);
});
