import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { proxyVars } from "../../src/distributions/shared/proxy-env.ts";
import type { Step } from "../../src/engine/index.ts";
import { createMachineHost, createMemoryHost } from "../../src/host/index.ts";
import { planProxy, proxyUse, readStoredPassword } from "../../src/proxy/index.ts";
import { API_VERSION, KIND, type ProxySpec } from "../../src/spec/index.ts";
import { envEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { handlerOf } from "../support/apply.ts";
import { readEnvironmentFile } from "../support/environment-file.ts";
import { practiceProxy } from "../support/proxy-server.ts";
import { uglyPasswords } from "../support/ugly-passwords.ts";

const PASSWORDS = uglyPasswords();
const USER = "EXAMPLE\\ed:ge@x";
const PATH = "/etc/default/bringup-proxy";

const proxyOf = (url: string): ProxySpec => ({
  http: url,
  https: url,
  username: USER,
  password: { secret: "proxy-password" },
});

/** The file as it is written on a host for this password. */
async function fileFor(password: string, step: Step, path: string): Promise<string> {
  const host = createMemoryHost();
  const context = contextOf(host, { secrets: { "proxy-password": password } });
  await handlerOf(step).run(step.params, context);
  return host.text(path) ?? assert.fail(`${path} was not written`);
}

function hostStep(url: string): Step {
  const { steps } = planProxy({
    proxy: proxyOf(url),
    noProxy: [{ entry: "localhost", reason: "loopback" }],
    isKairos: false,
    services: [],
    secretDigest: () => "keyed",
  });
  return steps.find(({ id }) => id === "proxy.environment") ?? assert.fail("no step");
}

const filesFor = (url: string) =>
  Promise.all(PASSWORDS.map((password) => fileFor(password, hostStep(url), PATH)));

/** What every URL parser makes of the user info: the Go one of containers as well as Node's. */
function passwordIn(url: string | undefined): string {
  const { username, password } = new URL(url ?? "");
  assert.equal(decodeURIComponent(username), USER);
  assert.match(password, /^[A-Za-z0-9._~%-]*$/, "nothing any parser could read otherwise");
  return decodeURIComponent(password);
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-passwords-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("there are 200 passwords that hurt, no two the same", () => {
  assert.equal(new Set(PASSWORDS).size, 200);
});

test("systemd reads every password byte for byte from the file of the host", async () => {
  const files = await filesFor("http://proxy.example:3128");
  for (const [index, text] of files.entries())
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"])
      assert.equal(passwordIn(readEnvironmentFile(text)[name]), PASSWORDS[index]);
});

test("a shell reads every password byte for byte from the same file", async (t) => {
  const folder = folderFor(t);
  const files = await filesFor("http://proxy.example:3128");
  for (const [index, text] of files.entries()) writeFileSync(join(folder, `${index}`), text);
  const script = `i=0; while [ $i -lt ${files.length} ]; do . "$1/$i"; printf '%s\\n%s\\n' "$HTTPS_PROXY" "$http_proxy"; i=$((i+1)); done`;
  const lines = execFileSync("sh", ["-euc", script, "sh", folder]).toString().split("\n");
  for (const [index, password] of PASSWORDS.entries()) {
    assert.equal(passwordIn(lines[2 * index]), password);
    assert.equal(passwordIn(lines[2 * index + 1]), password);
  }
});

test("K3s and its containerd get every password byte for byte from their file", async () => {
  const path = "/etc/systemd/system/k3s.service.env";
  const { vars: templates } =
    proxyVars({
      document: { apiVersion: API_VERSION, kind: KIND, spec: { proxy: proxyOf("http://p:3128") } },
      facts: { noProxy: [] },
    }) ?? assert.fail("no proxy");
  const step = envEnsure({
    id: "k3s.proxy",
    path,
    vars: templates,
    secrets: { "proxy-password": "keyed" },
  });
  for (const password of PASSWORDS) {
    const vars = readEnvironmentFile(await fileFor(password, step, path));
    for (const name of ["HTTPS_PROXY", "https_proxy", "CONTAINERD_HTTPS_PROXY"])
      assert.equal(passwordIn(vars[name]), password);
  }
});

test("our own requests log in with every password, also with the one read back from the host", async (t) => {
  const proxy = await practiceProxy(t, { leadsTo: 1, login: { username: "x", password: "x" } });
  const url = `http://127.0.0.1:${proxy.port}`;
  const files = await filesFor(url);
  const machine = createMachineHost();
  for (const [index, text] of files.entries()) {
    const host = createMemoryHost({ files: { [PATH]: text } });
    const password = await readStoredPassword(host, USER);
    assert.equal(password, PASSWORDS[index]);
    const { https } = proxyUse({ proxy: proxyOf(url), password, noProxy: [] });
    assert.ok(https !== undefined);
    await machine.http.get({ url: "https://plane.invalid/", proxy: https });
  }
  assert.deepEqual(
    proxy.logins,
    PASSWORDS.map((password) => `${USER}:${password}`),
  );
});

test("curl, told by the environment, logs in with every password", async (t) => {
  if (!hasCurl()) return t.skip("NOT TESTED HERE: curl is not installed");
  const proxy = await practiceProxy(t, { leadsTo: 1, login: { username: "x", password: "x" } });
  const folder = folderFor(t);
  const files = await filesFor(`http://127.0.0.1:${proxy.port}`);
  for (const [index, text] of files.entries()) writeFileSync(join(folder, `${index}`), text);
  const script = `i=0; while [ $i -lt ${files.length} ]; do ( set -a; . "$1/$i"; curl -s -m 20 -o "$1/out" http://plane.invalid/ ); i=$((i+10)); done`;
  await promisify(execFile)("sh", ["-uc", script, "sh", folder]);
  // Curl takes no control character in a login; of the others it has to know every one.
  const tenth = PASSWORDS.filter((password, index) => index % 10 === 0 && !password.includes("\t"));
  assert.deepEqual(
    proxy.logins,
    tenth.map((password) => `${USER}:${password}`),
  );
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
