import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { planProxy, proxyEnvironment } from "../../src/proxy/index.ts";
import { envEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";

const PASSWORD = "p@ss:w/rd $HOME `id` \"q\" 'q' %41 {{open}} \\";

test("both cases of every variable, the password as a placeholder", () => {
  const vars = proxyEnvironment({
    proxy: {
      http: "http://proxy.example:3128",
      https: "http://proxy.example:3128/",
      username: "EXAMPLE\\user:1",
      password: { secret: "proxy-password" },
    },
    noProxy: [{ entry: "localhost", reason: "loopback" }],
    prefixes: ["CONTAINERD_"],
  });
  const url = "http://EXAMPLE%5Cuser%3A1:{{secret:proxy-password|percent}}@proxy.example:3128";
  assert.deepEqual(vars, {
    HTTP_PROXY: url,
    http_proxy: url,
    CONTAINERD_HTTP_PROXY: url,
    HTTPS_PROXY: url,
    https_proxy: url,
    CONTAINERD_HTTPS_PROXY: url,
    NO_PROXY: "localhost",
    no_proxy: "localhost",
    CONTAINERD_NO_PROXY: "localhost",
  });
});

test("text of a person never names a secret", () => {
  const vars = proxyEnvironment({
    proxy: { http: "http://proxy.example:3128", username: "{{secret:root}}" },
    noProxy: [{ entry: "{{secret:root}}", reason: "yours" }],
  });
  assert.equal(vars.HTTP_PROXY, "http://%7B%7Bsecret%3Aroot%7D%7D@proxy.example:3128");
  assert.equal(vars.NO_PROXY, "{{open}}secret:root}}");
  // A step that names a secret without its digest is refused.
  assert.doesNotThrow(() => envEnsure({ id: "proxy", path: "/etc/default/x", vars }));
});

test("a shell that reads the written file gets the very password, percent-encoded", async (t) => {
  const host = createMemoryHost();
  const secrets = { "proxy-password": PASSWORD };
  const candidate = planProxy({
    proxy: {
      http: "http://proxy.example:3128",
      username: "u",
      password: { secret: "proxy-password" },
    },
    noProxy: [{ entry: "*.weird$(id).test", reason: "yours" }],
    isKairos: false,
    services: [],
    secretDigest: () => "keyed",
  });
  await applied(candidate, contextOf(host, { secrets }));
  assert.equal(host.mode("/etc/default/bringup-proxy"), 0o600);
  assert.equal(host.mode("/etc/profile.d/90-bringup-proxy.sh"), 0o644);
  assert.ok(!host.text("/etc/profile.d/90-bringup-proxy.sh")?.includes("proxy.example"));
  const folder = mkdtempSync(join(tmpdir(), "bringup-env-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "env");
  writeFileSync(file, host.text("/etc/default/bringup-proxy") ?? "");
  const printed = execFileSync("sh", [
    "-c",
    `. "${file}"; printf '%s\\n%s' "$http_proxy" "$NO_PROXY"`,
  ]);
  const [url = "", noProxy] = printed.toString().split("\n");
  assert.equal(decodeURIComponent(new URL(url).password), PASSWORD);
  assert.equal(noProxy, "*.weird$(id).test");
});

test("a proxy password that was never given stops the plan, and says so", () => {
  const candidate = planProxy({
    proxy: { http: "http://p:1", username: "u", password: { secret: "proxy-password" } },
    noProxy: [],
    isKairos: true,
    services: [],
    secretDigest: () => undefined,
  });
  assert.deepEqual(candidate.steps, []);
  assert.deepEqual(
    candidate.blocked.map(({ code }) => code),
    ["SECRET_MISSING"],
  );
});

test("a section without an address removes what we wrote, and what was there can come back", async () => {
  const host = createMemoryHost({
    files: {
      "/etc/default/bringup-proxy": { content: 'HTTP_PROXY="http://u:hunter2@p:1"\n', mode: 0o600 },
    },
  });
  const context = contextOf(host, {});
  const candidate = planProxy({
    proxy: {},
    noProxy: [],
    isKairos: false,
    services: [],
    secretDigest: () => undefined,
  });
  const { undo, journal } = await applied(candidate, context);
  assert.equal(host.text("/etc/default/bringup-proxy"), undefined);
  assert.ok(!journal.includes("hunter2"), "no secret in what the journal keeps");
  assert.ok(!journal.includes("base64"), "nor in disguise");
  await undo();
  assert.equal(host.text("/etc/default/bringup-proxy"), 'HTTP_PROXY="http://u:hunter2@p:1"\n');
  assert.equal(host.mode("/etc/default/bringup-proxy"), 0o600);
});
