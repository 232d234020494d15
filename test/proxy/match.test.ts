import assert from "node:assert/strict";
import { test } from "node:test";
import { explainNoProxy, matchesNoProxy, parseNoProxy } from "../../src/proxy/index.ts";

/** As golang.org/x/net/http/httpproxy answered when it was run: variable, target, direct or not. */
const GO: readonly (readonly [variable: string, target: string, direct: boolean])[] = [
  ["corp.test", "plane.corp.test", true],
  ["corp.test", "corp.test", true],
  ["corp.test", "xcorp.test", false],
  [".corp.test", "corp.test", false],
  [".corp.test", "plane.corp.test", true],
  ["*.corp.test", "plane.corp.test", true],
  ["*.corp.test", "corp.test", false],
  ["*corp.test", "xcorp.test", false],
  ["*", "plane.corp.test", true],
  ["*", "10.1.2.3", true],
  ["foo,*", "plane.corp.test", true],
  ["foo,*", "10.1.2.3", true],
  ["10.0.0.0/8", "10.1.2.3", true],
  ["10.0.0.0/8", "11.1.2.3", false],
  ["10.0.0.0/8", "plane.corp.test", false],
  ["10.1.2.1-10.1.2.9", "10.1.2.3", false],
  ["10.1.", "10.1.2.3", false],
  ["10.1.*", "10.1.2.3", false],
  ["h:8443", "h:8443", true],
  ["h:8443", "h:443", false],
  ["h:8443", "h", false],
  ["", "localhost", true],
  ["", "127.0.0.1", true],
  ["", "127.5.6.7", true],
  ["", "[::1]", true],
  ["", "plane.corp.test", false],
  ["fd00::/8", "[fd00::1]", true],
  ["fd00::1", "[fd00::1]", true],
  ["[fd00::1]", "[fd00::1]", false],
  ["[fd00::1]:443", "[fd00::1]", true],
  ["[fd00::1]:443", "[fd00::1]:8443", false],
  ["a.test, corp.test", "plane.corp.test", true],
  ["a.test corp.test", "plane.corp.test", false],
  ["CORP.TEST", "plane.corp.test", true],
  ["corp.test", "PLANE.CORP.TEST", true],
  ["corp.test.", "plane.corp.test", false],
  ["corp.test", "plane.corp.test.", false],
  ["10.1.2.3", "10.1.2.3:8443", true],
  [":8443", "h:8443", false],
];

for (const [variable, target, direct] of GO)
  test(`NO_PROXY=${variable || "(empty)"} sends ${target} ${direct ? "direct" : "through the proxy"}`, () => {
    assert.equal(matchesNoProxy(target, parseNoProxy(variable)), direct);
  });

test("the table of measured answers is complete", () => assert.equal(GO.length, 39));

test("the entry that decides is named", () => {
  const entries = ["10.20.0.0/16", "registry.lan"];
  assert.deepEqual(
    ["10.20.0.5", "mirror.registry.lan", "[::1]:6443", "plane.example"].map((target) =>
      explainNoProxy(target, entries),
    ),
    [
      { is: "direct", because: "10.20.0.0/16" },
      { is: "direct", because: "registry.lan" },
      { is: "direct", because: "loopback" },
      { is: "proxied" },
    ],
  );
});

test("an IPv4 address inside IPv6 counts as IPv4", () => {
  assert.equal(matchesNoProxy("[::ffff:10.1.2.3]", ["10.0.0.0/8"]), true);
});
