import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCells } from "../../screens/status-rows.ts";
import { namedHere } from "../../screens/store-rows.ts";

const NODE = {
  ready: "True",
  reason: "KubeletReady",
  message: "",
  version: "v1.34.5+k3s1",
  internalIp: "10.10.216.81",
} as const;

test("which of the members is this host is never what is cut, the name is", () => {
  const names = ["edge1-338648b7", "edge1"].map((name) =>
    namedHere({ name, isThisHost: true }, 20),
  );
  assert.deepEqual(names, ["edge1-33864.. (here)", "edge1 (here)"]);
  const name = "edge1-338648b7-at-rack-12";
  assert.equal(namedHere({ name, isThisHost: false }, 20), name);
});

test("the role of a node fits its column: a control plane is named so, whatever else it is", () => {
  const rolesOf = (...roles: readonly string[]) =>
    nodeCells({ ...NODE, name: "edge1", isThisHost: true, roles })[3];
  assert.equal(rolesOf("control-plane", "etcd", "master"), "control-plane");
  assert.equal(rolesOf("etcd"), "etcd");
  assert.equal(rolesOf(), "");
});
