import assert from "node:assert/strict";
import { test } from "node:test";
import { leavingText, proxyView } from "../../src/proxy/index.ts";
import { API_VERSION, KIND, type ProxySpec } from "../../src/spec/index.ts";

function looked(proxy: ProxySpec | undefined) {
  const spec = proxy === undefined ? {} : { proxy };
  return {
    document: { effective: { apiVersion: API_VERSION, kind: KIND, spec } as const },
    settings: [
      { path: "spec.proxy.http", note: "p:1 speaks TLS: https://p:1 is used." },
      {
        path: "spec.proxy.noProxy",
        parts: [
          { entry: "localhost", reason: "loopback" },
          { entry: "10.0.0.0/8", reason: "network of eth0" },
          { entry: ".site.test", reason: "your entry" },
        ],
      },
    ],
  };
}

const PROXY = { http: "http://p:1", https: "http://p:2", username: "edge" };

test("the way to an address is told with the entry that decides and its reason", () => {
  const ways = [
    "https://plane.example/api",
    "http://mirror.example:8080/",
    "https://10.20.30.40:5000/",
    "https://a.site.test/",
    "https://[::1]:6443/",
  ].map((url) => leavingText(url, looked(PROXY)));
  assert.deepEqual(ways, [
    "through http://p:2",
    "through http://p:1",
    "direct: 10.0.0.0/8 (network of eth0)",
    "direct: .site.test (your entry)",
    "direct: loopback",
  ]);
  assert.equal(leavingText("https://x/", looked(undefined)), "direct: no proxy is set");
});

test("the proxy is shown without its password, with what was found out about it", () => {
  const { rows, kept } = proxyView(looked({ ...PROXY, password: { secret: "proxy-password" } }));
  assert.deepEqual(rows, [
    ["HTTP proxy", "http://p:1"],
    ["HTTPS proxy", "http://p:2"],
    ["User", "edge"],
    ["Note", "p:1 speaks TLS: https://p:1 is used."],
  ]);
  assert.deepEqual(
    kept.map(({ entry, advice = "" }) => `${entry} ${advice}`),
    [
      "localhost ",
      "10.0.0.0/8 ",
      ".site.test Matches names below site.test, not that name itself.",
    ],
  );
});
