import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type EdgeHost,
  emptyDocument,
  exportDocument,
  mergeLayers,
  parseDocument,
  renderDocument,
} from "../../src/spec/index.ts";
import { cases } from "../support/every-cut.ts";
import { hosts } from "./hosts.ts";

function hostOf(text: string): EdgeHost {
  const parsed = parseDocument(text);
  if (parsed.is === "valid") return parsed.host;
  throw new Error(`${JSON.stringify(parsed.issues)}\n${text}`);
}

test("what is printed reads back as the same host, and prints the same again", () => {
  fc.assert(
    fc.property(hosts, (host) => {
      const text = renderDocument(host);
      assert.deepEqual(hostOf(text), host);
      assert.equal(renderDocument(hostOf(text)), text);
    }),
    { numRuns: cases(200) },
  );
});

test("an exported document with origins reads back as the same host", () => {
  fc.assert(
    fc.property(hosts, hosts, (site, local) => {
      const { effective, origins } = mergeLayers({ site, local });
      const text = exportDocument(effective, origins);
      const parsed = parseDocument(text);
      // Two right layers may be wrong together (two certificates of one name cannot: lists replace).
      if (parsed.is === "valid") assert.deepEqual(parsed.host, effective);
      assert.equal(text.replace(/ # from (site|local)$/gm, ""), renderDocument(effective));
    }),
    { numRuns: cases(100) },
  );
});

test("an export names the layer behind each field", () => {
  const site: EdgeHost = {
    ...emptyDocument(),
    spec: { time: { ntpServers: ["10.0.0.1"] }, proxy: { http: "http://a.example:1" } },
  };
  const local: EdgeHost = { ...emptyDocument("rack12"), spec: { time: { timezone: "UTC" } } };
  const { effective, origins } = mergeLayers({ site, local });
  assert.equal(
    exportDocument(effective, origins),
    `apiVersion: bringup/v1alpha1
kind: EdgeHost
metadata:
  name: rack12 # from local
spec:
  time:
    ntpServers: # from site
      - 10.0.0.1
    timezone: UTC # from local
  proxy:
    http: http://a.example:1 # from site
`,
  );
});

test("the order of what was typed does not show in what is printed", () => {
  const text =
    "spec: {proxy: {https: 'http://b:1', http: 'http://a:1'}, paused: true}\nkind: EdgeHost\napiVersion: bringup/v1alpha1\n";
  assert.equal(
    renderDocument(hostOf(text)),
    `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  paused: true
  proxy:
    http: http://a:1
    https: http://b:1
`,
  );
});

test("a new document is valid", () => {
  assert.deepEqual(hostOf(renderDocument(emptyDocument("rack 12"))), emptyDocument("rack 12"));
});
