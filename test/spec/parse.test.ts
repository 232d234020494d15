import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  type EdgeHost,
  formatIssue,
  mergeLayers,
  type ParseOutcome,
  parseDocument,
  parsePath,
  renderDocument,
} from "../../src/spec/index.ts";
import { anyCharacter } from "../support/any-text.ts";
import { cases } from "../support/every-cut.ts";
import { certificate, hosts } from "./hosts.ts";

const DOCUMENTS = new URL("../fixtures/documents/", import.meta.url);
const HEAD = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\n";
const OPTIONS = {
  distributions: [{ id: "k3s" }, { id: "rke2" }],
  nowMs: Date.UTC(2026, 5, 1),
};

function issuesOf(parsed: ParseOutcome) {
  return parsed.is === "valid" ? parsed.warnings : parsed.issues;
}

for (const kind of ["good", "bad"] as const) {
  const folder = new URL(`${kind}/`, DOCUMENTS);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
    test(`${kind} document ${file}: every problem at its place, in words`, () => {
      const text = readFileSync(new URL(file, folder), "utf8");
      const expected = readFileSync(new URL(file.replace(/yaml$/, "issues.json"), folder), "utf8");
      const parsed = parseDocument(text, { ...OPTIONS, source: file });
      assert.equal(parsed.is, kind === "good" ? "valid" : "invalid");
      assert.deepEqual(issuesOf(parsed), JSON.parse(expected));
    });
  }
}

test("there are enough bad and good documents to believe the rest", () => {
  const count = (kind: string) =>
    readdirSync(new URL(`${kind}/`, DOCUMENTS)).filter((name) => name.endsWith(".yaml")).length;
  assert.ok(count("bad") >= 60 && count("good") >= 15);
});

/** Words of zod and of the YAML parser that a person at a rack must not meet. */
const JARGON =
  /invalid input|expected (string|object|array|boolean)|received|undefined|null\b|unrecognized|zod|scalar|implicit|flow |mapping|sequence|unworded|\[object|NaN|regex|pattern/i;

test("no message speaks of parsers, types of the language, or secrets", () => {
  for (const file of readdirSync(new URL("bad/", DOCUMENTS))) {
    if (!file.endsWith(".issues.json")) continue;
    for (const { message, hint } of JSON.parse(
      readFileSync(new URL(`bad/${file}`, DOCUMENTS), "utf8"),
    )) {
      assert.doesNotMatch(`${message} ${hint}`, JARGON, file);
      assert.doesNotMatch(`${message} ${hint}`, /geheim|correct-horse|Ab12|hunter/, file);
      assert.notEqual(hint, "");
    }
  }
});

test("more than a mebibyte is refused before it is read", () => {
  const parsed = parseDocument(`# ${"x".repeat(1024 * 1024)}`, { source: "host.yaml" });
  assert.deepEqual(issuesOf(parsed), [
    {
      severity: "error",
      path: "",
      line: 1,
      column: 1,
      message: "host.yaml is larger than 1 MiB",
      hint: "Give the document itself, not an archive or image.",
    },
  ]);
});

test("brackets without end and ten thousand names are answered, and soon", () => {
  const startedMs = performance.now();
  for (const text of ["[".repeat(50_000), "{a: ".repeat(50_000), "- ".repeat(50_000)]) {
    assert.equal(parseDocument(text).is, "invalid");
  }
  const names = Array.from({ length: 10_000 }, (_, index) => `n${index}: 1`).join("\n");
  const issues = issuesOf(parseDocument(names));
  assert.equal(issues.length, 201);
  assert.equal(issues.at(-1)?.message, "the document has 9803 more problems from here on");
  // Not a benchmark: a quadratic reader would take minutes here.
  assert.ok(performance.now() - startedMs < 20_000);
});

test("one issue is one line for a terminal", () => {
  const [issue] = issuesOf(parseDocument(`${HEAD}spec:\n  paused: yes\n`));
  assert.ok(issue !== undefined);
  assert.equal(
    formatIssue(issue, "host.yaml"),
    'host.yaml:4:11 error: spec.paused must be true or false, found "yes". Write true, without quotes.',
  );
});

test("judgements of others get the position of the field, or of the section that lacks it", () => {
  const text = `${HEAD}spec:\n  cluster:\n    name: a\n    distribution: k3s\n    version: 1.2.3\n    artefacts: /a\n    registries:\n      - host: a\n        endpoints: [http://a]\n`;
  const paths = ["spec.cluster.registries[0].host", "spec.cluster.native.x", "spec.proxy", "", "?"];
  const parsed = parseDocument(text, {
    extraChecks: (host) =>
      paths.map((path) => ({
        severity: "error" as const,
        path,
        message: `is not for ${host.spec.cluster?.distribution}`,
        hint: "Change it.",
      })),
  });
  assert.deepEqual(
    issuesOf(parsed).map(({ path, line, column }) => ({ path, line, column })),
    [
      { path: "", line: 1, column: 1 },
      { path: "?", line: 1, column: 1 },
      { path: "spec.proxy", line: 3, column: 1 },
      { path: "spec.cluster.native.x", line: 4, column: 3 },
      { path: "spec.cluster.registries[0].host", line: 10, column: 15 },
    ],
  );
});

test("a warning alone leaves the document valid", () => {
  const pem = certificate("old").trimEnd().replaceAll("\n", "\n          ");
  const text = `${HEAD}spec:\n  certificates:\n    trusted:\n      - name: old\n        pem: |\n          ${pem}\n`;
  const parsed = parseDocument(text, OPTIONS);
  assert.equal(parsed.is, "valid");
  assert.deepEqual(
    issuesOf(parsed).map(({ severity, line, message }) => ({ severity, line, message })),
    [{ severity: "warning", line: 7, message: "expired on 2021-01-01" }],
  );
});

test("a layer may name what another completes, and a clash between layers is seen", () => {
  const site = parseDocument(
    `${HEAD}spec: {registration: {mode: local, plane: "https://plane.example.net"}, proxy: {http: "http://a:1"}, cluster: {name: a, distribution: k3s, version: 1.2.3, artefacts: /a, podCidr: 10.42.0.0/16}}`,
  );
  assert.ok(site.is === "valid");
  const merged = (local: EdgeHost) => mergeLayers({ site: site.host, local }).effective;
  const local = `${HEAD}spec:\n  registration:\n    mode: central\n`;
  assert.equal(parseDocument(local).is, "invalid");
  assert.deepEqual(parseDocument(local, { merged }), {
    is: "valid",
    host: { ...site.host, spec: { registration: { mode: "central" } } },
    warnings: [],
  });
  const clash = `${local}  proxy:\n    password: { secret: p }\n`;
  assert.deepEqual(
    issuesOf(parseDocument(clash, { merged })).map(({ path, line, column }) => ({
      path,
      line,
      column,
    })),
    [{ path: "spec.proxy.password", line: 7, column: 15 }],
  );
  const own = parseDocument(`${HEAD}spec: {}\n`, {
    merged,
    extraChecks: (host) => [
      {
        severity: "error",
        path: "spec.cluster.name",
        message: host.spec.cluster?.name ?? "",
        hint: "x",
      },
    ],
  });
  assert.deepEqual(
    issuesOf(own).map(({ message, line, column }) => ({ message, line, column })),
    [{ message: "a", line: 3, column: 1 }],
  );
});

test("aliases repeat a value, and the copy is judged where it stands", () => {
  const parsed = parseDocument(
    `${HEAD}spec:\n  time:\n    ntpServers: &a [ntp.example.net]\n  network:\n    dns:\n      servers: *a\n`,
  );
  assert.deepEqual(
    issuesOf(parsed).map(({ path, line, column }) => ({ path, line, column })),
    [{ path: "spec.network.dns.servers[0]", line: 8, column: 7 }],
  );
});

test("reading never throws, whatever the bytes", () => {
  const pieces = fc.constantFrom(
    ...[
      "\n",
      " ",
      "  ",
      "- ",
      ": ",
      ":",
      "{",
      "}",
      "[",
      "]",
      '"',
      "'",
      "|",
      ">",
      "&a",
      "*a",
      "!t ",
    ],
    ...[
      "#",
      "%",
      "---",
      "...",
      "? ",
      "spec",
      "kind",
      "cluster",
      "\t",
      "\r",
      "\0",
      "<<",
      "1e9",
      "~",
    ],
    ...["apiVersion: bringup/v1alpha1\n", "0x", "__proto__", "constructor", "\ud800", "\u2028"],
  );
  const noise = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 60 }),
    fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(noise, (text) => {
      wellFormed(parseDocument(text), text);
    }),
    { numRuns: cases(1000) },
  );
});

test("reading never throws on a damaged document, and every issue points into the text", () => {
  const cuts = fc.array(
    fc.record({ at: fc.nat(2000), drop: fc.nat(12), put: fc.string({ maxLength: 4 }) }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(hosts, cuts, (host, changes) => {
      let text = renderDocument(host);
      for (const { at, drop, put } of changes) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + put + text.slice(from + drop);
      }
      wellFormed(parseDocument(text, OPTIONS), text);
    }),
    { numRuns: cases(300) },
  );
});

test("a tag at the start of a line does not shift the lines below it", () => {
  const text = "kind: EdgeHost\nspec:\n  identity:\n!    prefix: a\n  proxy: {}\n";
  const parsed = parseDocument(text);
  wellFormed(parsed, text);
  assert.deepEqual(
    issuesOf(parsed).map(({ line }) => line),
    [4],
  );
});

function wellFormed(parsed: ParseOutcome, text: string): void {
  if (parsed.is === "valid") assert.equal(renderDocument(parsed.host).includes("undefined"), false);
  else assert.ok(parsed.issues.some(({ severity }) => severity === "error"));
  const rows = text.split("\n");
  for (const { line, column, path, message, hint } of issuesOf(parsed)) {
    assert.ok(line >= 1 && line <= rows.length, `line ${line} of ${JSON.stringify(text)}`);
    assert.ok(column >= 1 && column <= (rows[line - 1]?.length ?? 0) + 1, JSON.stringify(text));
    assert.notEqual(parsePath(path), undefined, path);
    assert.doesNotMatch(`${message} ${hint}`, /unworded|undefined|\[object/);
  }
}
