import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FIELDS, parseDocument, parsePath, renderDocument, setIn } from "../../src/spec/index.ts";
import { valueAt } from "../../src/spec/path.ts";
import { readTree } from "../../src/spec/read.ts";
import { cases } from "../support/every-cut.ts";
import { filled, hosts, sampleFor } from "./hosts.ts";

const TEXT = `# rack 12
apiVersion: bringup/v1alpha1   # do not touch
kind: EdgeHost

spec:
    # clock of the site
    time:
        ntpServers:
        - 10.0.0.1   # primary
        # the old one
        - 10.0.0.2
        # ask Jo before adding more
    # proxy of the site
    proxy:
        http:   "http://a.example:1"   # via a
        noProxy: [ a.example,  b.example ]

    host: {hostname: edge1}
# end
`;

test("changing one value rewrites nothing but that value", () => {
  const changed = setIn(TEXT, [{ path: "spec.proxy.http", value: "http://b.example:2" }]);
  assert.equal(changed, TEXT.replace("http://a.example:1", "http://b.example:2"));
});

test("a list that grows keeps the comments of its entries and its layout", () => {
  const value = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
  const changed = setIn(TEXT, [{ path: "spec.time.ntpServers", value }]);
  assert.equal(
    changed,
    TEXT.replace("- 10.0.0.1   #", "- 10.0.0.1 #").replace(
      "- 10.0.0.2\n",
      "- 10.0.0.2\n        - 10.0.0.3\n",
    ),
  );
});

test("a new field stands beside its neighbours of the form, indented like them", () => {
  const changed = setIn(TEXT, [
    { path: "spec.proxy.password", value: { secret: "proxy-password" } },
    { path: "metadata.name", value: "rack12" },
  ]);
  assert.equal(
    changed,
    TEXT.replace("kind: EdgeHost\n", "kind: EdgeHost\nmetadata:\n    name: rack12\n").replace(
      "# via a\n",
      "# via a\n        password:\n            secret: proxy-password\n",
    ),
  );
});

test("removing the last field of a section removes the section, and spec itself stays", () => {
  const changed = setIn(TEXT, [
    { path: "spec.host.hostname", value: undefined },
    { path: "spec.time.ntpServers", value: undefined },
    { path: "spec.proxy", value: undefined },
  ]);
  assert.equal(
    changed,
    `# rack 12
apiVersion: bringup/v1alpha1 # do not touch
kind: EdgeHost

spec:
  # clock of the site
  # ask Jo before adding more
  # proxy of the site
  {}

# end
`,
  );
});

test("an empty text becomes a document with the field in it", () => {
  assert.equal(
    setIn("", [{ path: "spec.host.hostname", value: "edge1" }]),
    "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n  host:\n    hostname: edge1\n",
  );
});

test("JSON stays JSON and Windows line ends stay", () => {
  const json = `{"apiVersion":"bringup/v1alpha1","kind":"EdgeHost","spec":{}}`;
  const changed = setIn(json, [{ path: "spec.paused", value: true }]);
  assert.deepEqual(JSON.parse(changed).spec, { paused: true });
  const windows = TEXT.replaceAll("\n", "\r\n");
  assert.equal(
    setIn(windows, [{ path: "spec.host.hostname", value: "edge2" }]),
    windows.replace("{hostname: edge1}", "{ hostname: edge2 }"),
  );
});

test("entries of lists can be changed one by one", () => {
  const text = renderDocument({
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { checks: { waivers: [{ id: "hardware.memory", reason: "test bench" }] } },
  });
  const changed = setIn(text, [{ path: "spec.checks.waivers[0].reason", value: "until May" }]);
  assert.equal(changed, text.replace("test bench", "until May"));
});

test("a text that cannot be read is refused with the line", () => {
  assert.throws(() => setIn("a: [", [{ path: "spec.paused", value: true }]), {
    code: "DOCUMENT_INVALID",
  });
});

const COMMENT = /#c\d+/g;

test("whatever is set, every comment outside its entries stays, the field has the value and the rest is as before", () => {
  const field = fc.constantFrom(...FIELDS.map(({ path }) => path));
  fc.assert(
    fc.property(hosts, field, fc.nat(), (host, path, seed) => {
      const text = commented(renderDocument(host), seed);
      const value = sampleFor(path);
      const changed = setIn(text, [{ path, value }]);
      const kept = new Set(changed.match(COMMENT));
      const lost = outside(text, path).filter((comment) => !kept.has(comment));
      assert.deepEqual(lost, [], `${text}\n---\n${changed}`);
      const tree = readTree(changed, "it").value;
      assert.deepEqual(valueAt(tree, parsePath(path) ?? []), value);
      for (const other of FIELDS) {
        if (other.path === path) continue;
        const segments = parsePath(other.path) ?? [];
        assert.deepEqual(valueAt(tree, segments), valueAt(host, segments), other.path);
      }
      assert.equal(setIn(changed, [{ path, value }]), changed, "setting again changes nothing");
    }),
    { numRuns: cases(100) },
  );
});

test("setting and removing a field that was not there gives the former document", () => {
  const field = fc.constantFrom(...FIELDS.map(({ path }) => path));
  fc.assert(
    fc.property(hosts, field, (host, path) => {
      fc.pre(valueAt(host, parsePath(path) ?? []) === undefined);
      const text = renderDocument(host);
      const there = setIn(text, [{ path, value: sampleFor(path) }]);
      const back = parseDocument(setIn(there, [{ path, value: undefined }]));
      assert.deepEqual(back.is === "valid" && filled(back.host), filled(host));
    }),
    { numRuns: cases(60) },
  );
});

/** Comments of the text, without those between the entries of the field: entries may go. */
function outside(text: string, path: string): readonly string[] {
  const { places, lines } = readTree(text, "it");
  const rows = text.split("\n");
  const place = places.get(path);
  if (place !== undefined) {
    const first = lines.linePos(place.key).line;
    const indent = lines.linePos(place.key).col - 1;
    const inside = rows.slice(first).findIndex((row) => row.search(/\S/) <= indent);
    rows.splice(first, inside < 0 ? rows.length : inside);
  }
  return rows.join("\n").match(COMMENT) ?? [];
}

/** Puts numbered comments above lines and behind values, wherever YAML takes one. */
function commented(text: string, seed: number): string {
  let count = seed % 7;
  let inBlock = -1;
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = line.length - line.trimStart().length;
      if (inBlock >= 0 && (indent > inBlock || line === "")) return [line];
      inBlock = /[|>][-+]?$/.test(line) ? indent : -1;
      count += 1;
      if (inBlock >= 0 || line === "") return [line];
      if (count % 3 === 0) return [`${" ".repeat(indent)}#c${count} above`, line];
      return count % 3 === 1 ? [`${line} #c${count} behind`] : [line];
    })
    .join("\n");
}
