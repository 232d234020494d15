import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  diffDocuments,
  type EdgeHost,
  emptyDocument,
  renderDocument,
  setIn,
} from "../../src/spec/index.ts";
import { readTree } from "../../src/spec/read.ts";
import { cases } from "../support/every-cut.ts";
import { filled, hosts } from "./hosts.ts";

test("a preview names each field that changes, with both values", () => {
  const before: EdgeHost = {
    ...emptyDocument("a"),
    spec: { time: { ntpServers: ["10.0.0.1"] }, proxy: { password: { secret: "one" } } },
  };
  const after: EdgeHost = {
    ...emptyDocument("a"),
    spec: {
      time: { ntpServers: ["10.0.0.1", "10.0.0.2"] },
      proxy: { password: { secret: "two" } },
      network: { dns: { servers: ["10.0.0.3"], search: [] } },
      checks: {},
    },
  };
  assert.deepEqual(diffDocuments(before, after), [
    { path: "spec.time.ntpServers", before: ["10.0.0.1"], after: ["10.0.0.1", "10.0.0.2"] },
    { path: "spec.proxy.password", before: { secret: "one" }, after: { secret: "two" } },
    { path: "spec.network.dns.servers", after: ["10.0.0.3"] },
    { path: "spec.network.dns.search", after: [] },
    { path: "spec.checks", after: {} },
  ]);
});

test("the differences, applied, lead from the one document to the other", () => {
  fc.assert(
    fc.property(hosts, hosts, (before, after) => {
      assert.deepEqual(diffDocuments(before, before), []);
      const changes = diffDocuments(before, after).map((one) => ({
        path: one.path,
        value: one.after,
      }));
      const text = setIn(renderDocument(before), changes);
      assert.deepEqual(filled(readTree(text, "").value), filled(after), text);
    }),
    { numRuns: cases(20) },
  );
});
