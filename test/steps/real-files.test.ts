import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Candidate, Progress, RunContext } from "../../src/engine/index.ts";
import { createRootHost } from "../../src/host/index.ts";
import {
  artefactPlace,
  artefactVerify,
  envEnsure,
  fileEnsure,
  hostnameEnsure,
  sysctlEnsure,
} from "../../src/steps/index.ts";
import { secretsOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";

const BINARY = randomBytes(3_000_000);
const SHA256 = createHash("sha256").update(BINARY).digest("hex");

test("on a real file system everything is applied, and taken back to the byte and the mode", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "bringup-steps-"));
  t.after(() => rmSync(root, { recursive: true }));
  put(root, "etc/hostname", "localhost\n");
  put(root, "etc/hosts", "127.0.0.1 localhost\n");
  put(root, "etc/demo/old.yaml", "password: hunter2\n", 0o640);
  put(root, "proc/sys/kernel/hostname", "localhost\n");
  put(root, "proc/sys/net/ipv4/ip_forward", "0\n");
  put(root, "media/demo", BINARY);
  put(root, "usr/bin/demo", "old binary", 0o755);
  const before = tree(root);
  const reports: Progress[] = [];
  const context: RunContext = {
    host: createRootHost({ root }),
    secrets: secretsOf({ "demo.password": "s3cret" }),
    signal: new AbortController().signal,
    report: (progress) => reports.push(progress),
  };
  const { ran, undo, journal } = await applied(candidate(), context);
  assert.deepEqual(ran, ["hostname", "sysctl", "config", "env", "binary"]);
  assert.equal(readFileSync(join(root, "etc/demo/old.yaml"), "utf8"), 'password: "s3cret"\n');
  assert.equal(statSync(join(root, "etc/demo/old.yaml")).mode & 0o777, 0o600);
  assert.equal(statSync(join(root, "usr/bin/demo")).mode & 0o777, 0o755);
  assert.deepEqual(readFileSync(join(root, "usr/bin/demo")), BINARY);
  assert.equal(readFileSync(join(root, "usr/bin/demo.prev"), "utf8"), "old binary");
  assert.ok(!/hunter2|s3cret/.test(journal));
  assert.ok(reports.some(({ done, total }) => done === total && total === BINARY.length));
  await undo();
  assert.deepEqual(tree(root), before);
});

function candidate(): Candidate {
  const sized = { sha256: SHA256, sizeBytes: BINARY.length };
  return {
    steps: [
      hostnameEnsure({ id: "hostname", hostname: "edge-1" }),
      sysctlEnsure({
        id: "sysctl",
        values: { "net.ipv4.ip_forward": "1" },
        persistPath: "/etc/sysctl.d/90-bringup.conf",
      }),
      fileEnsure({
        id: "config",
        path: "/etc/demo/old.yaml",
        template: "password: {{secret:demo.password|yaml}}\n",
        mode: 0o600,
        secrets: { "demo.password": "keyed" },
      }),
      envEnsure({ id: "env", path: "/etc/default/demo", vars: { A: "1" } }),
      artefactVerify({ id: "verify", path: "/media/demo", ...sized }),
      artefactPlace({
        id: "binary",
        from: "/media/demo",
        to: "/usr/bin/demo",
        mode: 0o755,
        ...sized,
      }),
    ],
    skipped: [],
    blocked: [],
  };
}

function put(root: string, path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content, { mode });
}

function tree(root: string): readonly string[] {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return names.map((name) => {
    const stat = statSync(join(root, name));
    const mode = (stat.mode & 0o777).toString(8);
    if (stat.isDirectory()) return `${name}/ ${mode}`;
    const digest = createHash("sha256")
      .update(readFileSync(join(root, name)))
      .digest("hex");
    return `${name} ${mode} ${digest}`;
  });
}
