// Real tinyproxy and squid on loopback: what they say, and what we make of it.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lookAtUrl } from "../../src/certificates/index.ts";
import type { HttpOutcome } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { probeScheme } from "../../src/proxy/index.ts";
import { pem } from "../contract/listen.ts";
import { eventually } from "../support/eventually.ts";

/** Its configuration takes letters and digits only. */
const LOGIN = { username: "edge", password: "hunter2" };
const HOST = createMachineHost();
const CA = pem("ca");
const signal = new AbortController().signal;

const isThere = (program: string) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;

function told(outcome: HttpOutcome): unknown {
  if (outcome.is === "answered") return new TextDecoder().decode(outcome.body);
  return outcome.proxy?.code ?? outcome.at;
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-proxy-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Below those that the kernel gives away by itself: nobody gets it before the proxy does. */
async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `https://localhost:PORT`, behind the private authority of the tests. */
async function plane(t: TestContext): Promise<number> {
  const options = { cert: pem("server") + CA, key: pem("server-key") };
  const server = https.createServer(options, (_, response) => response.end("the plane"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function serving(t: TestContext, child: ChildProcess, port: number): Promise<void> {
  let said = "";
  child.stdout?.on("data", (part) => {
    said += part;
  });
  child.stderr?.on("data", (part) => {
    said += part;
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await eventually(
    `the proxy listens: ${said}`,
    async () => {
      if (child.exitCode !== null) assert.fail(`it ended: ${said}`);
      return (await HOST.connect({ host: "127.0.0.1", port }, {})).is === "connected";
    },
    60_000,
  );
}

async function tinyproxy(t: TestContext, allowedPort: number): Promise<string> {
  const [folder, port] = [folderOf(t), await freePort()];
  const config = join(folder, "tinyproxy.conf");
  const lines = [
    `Port ${port}`,
    "Listen 127.0.0.1",
    "Allow 127.0.0.1",
    `ConnectPort ${allowedPort}`,
    `BasicAuth ${LOGIN.username} ${LOGIN.password}`,
    `PidFile "${join(folder, "pid")}"`,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  await serving(t, spawn("tinyproxy", ["-d", "-c", config]), port);
  return `http://127.0.0.1:${port}`;
}

test("tinyproxy: a login that is right, missing and wrong, and a port it forbids", async (t) => {
  if (!isThere("tinyproxy")) return t.skip("NOT TESTED HERE: tinyproxy is not installed");
  const port = await plane(t);
  const url = await tinyproxy(t, port);
  const ask = (proxy: object, to = port) =>
    HOST.http.get({
      url: `https://localhost:${to}/`,
      proxy: { url, ...proxy },
      tls: { ca: CA },
      timeoutMs: 20_000,
    });
  assert.equal(told(await ask(LOGIN)), "the plane");
  assert.equal(told(await ask({})), "PROXY_AUTH_REQUIRED");
  const wrong = await ask({ ...LOGIN, password: "no" });
  assert.equal(told(wrong), "PROXY_AUTH_REQUIRED");
  assert.ok(wrong.is === "failed" && wrong.proxy?.status === 401, JSON.stringify(wrong));
  assert.equal(told(await ask(LOGIN, 1)), "PROXY_FORBIDDEN");
  assert.equal(await probeScheme(HOST, url.replace("http:", "https:"), signal), "http");
  const plain = { url: `http://localhost:${port}/`, proxy: { url, ...LOGIN, password: "no" } };
  assert.equal(told(await HOST.http.get(plain)), "PROXY_AUTH_REQUIRED");
});

/** Debian runs it as the user proxy, who must be able to write there. */
async function squid(t: TestContext): Promise<{ readonly url: string; readonly ca: string }> {
  const [folder, port] = [folderOf(t), await freePort()];
  const file = (name: string) => join(folder, name);
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"],
      ...["-subj", "/CN=Inspection of the tests", "-keyout", file("key"), "-out", file("ca")],
      ...["-addext", "keyUsage=critical,keyCertSign"],
    ],
    { stdio: "pipe" },
  );
  const ca = execFileSync("cat", [file("ca")]).toString();
  writeFileSync(file("both"), ca + execFileSync("cat", [file("key")]).toString());
  writeFileSync(file("plane-ca"), CA);
  execFileSync("/usr/lib/squid/security_file_certgen", ["-c", "-s", file("db"), "-M", "4MB"]);
  const lines = [
    `http_port 127.0.0.1:${port} ssl-bump generate-host-certificates=on tls-cert=${file("both")}`,
    `sslcrtd_program /usr/lib/squid/security_file_certgen -s ${file("db")} -M 4MB`,
    "acl step1 at_step SslBump1",
    "ssl_bump peek step1",
    "ssl_bump bump all",
    `tls_outgoing_options cafile=${file("plane-ca")}`,
    "acl bad dstdomain forbidden.test",
    "http_access deny bad",
    "http_access allow all",
    "dns_nameservers 127.0.0.1",
    "hosts_file /etc/hosts",
    "dns_timeout 1 seconds",
    `pid_filename ${file("pid")}`,
    `cache_log ${file("log")}`,
    "access_log none",
    "cache deny all",
    "shutdown_lifetime 1 seconds",
    "coredump_dir none",
  ];
  writeFileSync(file("conf"), `${lines.join("\n")}\n`);
  chmodSync(folder, 0o755);
  execFileSync("chown", ["-R", "proxy:proxy", folder]);
  await serving(t, spawn("squid", ["-N", "-d", "1", "-f", file("conf")]), port);
  return { url: `http://127.0.0.1:${port}`, ca };
}

test("squid that looks into TLS: its authority is found out, shown, and believed once it is trusted", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("NOT TESTED HERE: squid needs root");
  if (!isThere("squid")) return t.skip("NOT TESTED HERE: squid is not installed");
  if (!isThere("/usr/lib/squid/security_file_certgen"))
    return t.skip("NOT TESTED HERE: this squid cannot look into TLS (squid-openssl can)");
  const port = await plane(t);
  const { url, ca } = await squid(t);
  const ask = (tls: object, target = `https://localhost:${port}/`) =>
    HOST.http.get({ url: target, proxy: { url }, tls, timeoutMs: 30_000 });
  assert.equal(told(await ask({ ca: CA })), "tls");
  assert.equal(told(await ask({ alsoTrust: ca })), "the plane");
  const shown = { url: new URL(`https://localhost:${port}`), proxy: { url }, nowMs: Date.now() };
  const before = await lookAtUrl(HOST, { ...shown, alsoTrust: CA, signal });
  const one = before.found.find(({ view }) => view.fingerprint === before.toTrust);
  assert.equal(one?.view.subject, "Inspection of the tests", JSON.stringify(before));
  const after = await lookAtUrl(HOST, { ...shown, alsoTrust: CA + ca, signal });
  assert.equal(after.verdict, "This host believes this server.");
});

test("squid without that: what it denies carries its own reason, and a name it cannot find is its trouble", async (t) => {
  if (process.geteuid?.() !== 0) return t.skip("NOT TESTED HERE: squid needs root");
  if (!isThere("/usr/lib/squid/security_file_certgen"))
    return t.skip("NOT TESTED HERE: squid-openssl is not installed");
  const { url } = await squid(t);
  const plain = await HOST.http.get({ url: "http://forbidden.test/", proxy: { url } });
  assert.equal(told(plain), "PROXY_FORBIDDEN");
  assert.ok(plain.is === "failed" && plain.proxy?.says?.startsWith("ERR_ACCESS_DENIED"));
  const lost = { url: "http://nowhere.invalid/", proxy: { url }, timeoutMs: 30_000 };
  assert.match(String(told(await HOST.http.get(lost))), /^PROXY_(UPSTREAM_FAILED|TIMED_OUT)$/);
});
