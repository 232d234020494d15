// Real tinyproxy and squid on loopback, for one test each.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createMachineHost } from "../../src/host/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

const HOST = createMachineHost();

/** Its configuration takes letters and digits only. */
export const LOGIN = { username: "edge", password: "hunter2" };
export const isThere = (program: string) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-proxy-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
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

export async function tinyproxy(t: TestContext, allowedPort: number): Promise<string> {
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

/** Looks into TLS, believing `trusted` (PEM). Debian runs it as the user proxy, who must be able to write there. */
export async function squid(
  t: TestContext,
  trusted: string,
): Promise<{ readonly url: string; readonly ca: string }> {
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
  writeFileSync(file("plane-ca"), trusted);
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
