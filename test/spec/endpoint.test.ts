import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointOf, hostAndPort } from "../../src/spec/index.ts";

test("an endpoint is an address or a name, with a port where it is not the usual one", () => {
  const cases: readonly [text: string, url: string][] = [
    ["10.10.216.11", "10.10.216.11:6443"],
    ["10.10.216.11:9345", "10.10.216.11:9345"],
    ["edge1.example.net", "edge1.example.net:6443"],
    ["[fd00::11]:443", "[fd00::11]:443"],
    ["fd00::11", "[fd00::11]:6443"],
  ];
  for (const [text, url] of cases) assert.equal(hostAndPort(endpointOf(text, 6443)), url);
});
