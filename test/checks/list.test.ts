import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { JUDGED_ELSEWHERE } from "../../src/checks/elsewhere.ts";
import { CHECKS, explain, explanationPage } from "../../src/checks/index.ts";
import type { Rule } from "../../src/checks/rule.ts";
import { RULES } from "../../src/checks/rules.ts";
import { everyCheck } from "../../src/cluster/index.ts";
import { DISTRIBUTIONS } from "../../src/distributions/index.ts";

const FOLDER = new URL("../../src/checks/", import.meta.url);

test("every file that defines a check is in the list, and nothing else is", () => {
  const defined = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("/"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, FOLDER), "utf8");
      return [...text.matchAll(/defineCheck\(\{\s+\.\.\.ruleOf\("([^"]+)"\)/g)].map(([, id]) => id);
    });
  assert.deepEqual(CHECKS.map(({ id }) => id).sort(), defined.sort());
});

test("every check is a row of the table of rules, and every row is a check", () => {
  assert.deepEqual(CHECKS.map(({ id }) => id).sort(), Object.keys(RULES).sort());
});

test("every row of the union of preflight checks is a check, or it is said where it is judged", () => {
  const rules: readonly Rule[] = Object.values(RULES);
  const rows = new Set([...rules, ...JUDGED_ELSEWHERE].flatMap(({ rows }) => rows));
  const missing = Array.from({ length: 78 }, (_, index) => index + 1).filter(
    (row) => !rows.has(row),
  );
  assert.deepEqual(missing, []);
});

const everyId = async () => {
  const drivers = await Promise.all(DISTRIBUTIONS.map((entry) => entry.load()));
  return new Set(everyCheck(drivers).map(({ id }) => id));
};

test("what a distribution is said to judge is a check of one, and only what takes peers is judged by nobody", async () => {
  const ids = await everyId();
  for (const { check, what } of JUDGED_ELSEWHERE)
    if (check !== undefined) assert.ok(ids.has(check), `${what}: no check ${check}`);
  const open = JUDGED_ELSEWHERE.filter(({ where }) => /nowhere|not judged/.test(where));
  assert.deepEqual(
    open.map(({ takesPeers, rows }) => [takesPeers, rows]),
    [
      [true, [44]],
      [true, [30, 31, 41]],
    ],
  );
  // Of these three this host's own part is judged all the same.
  const own = new Set(Object.values<Rule>(RULES).flatMap(({ rows }) => rows));
  assert.deepEqual(
    [30, 31, 41].filter((row) => !own.has(row)),
    [],
  );
});

/** Thresholds of Palette for a host (palette-edge.md 10), in its order, and what answers for each. */
const PALETTE: Readonly<Record<string, readonly string[]>> = {
  Architecture: ["hardware.architecture"],
  "CPU family amd64": ["hardware.cpu-model"],
  Cores: ["hardware.cores"],
  RAM: ["hardware.memory"],
  "Main disk": ["hardware.main-drive", "hardware.drive-type"],
  "Agent mode": ["system.agent-tools", "hardware.cores", "hardware.memory", "hardware.main-drive"],
  "Existing Kairos partitions on any disk": ["hardware.drive-contents"],
  "Trusted Boot": [
    ...["hardware.tpm", "hardware.firmware", "hardware.boot-keys", "hardware.efi-partition"],
  ],
  VMO: ["hardware.vm-hosting"],
  Kernel: ["system.kernel"],
  "cgroup v2": ["system.cgroup"],
  "Kernel modules": ["system.modules", "system.storage-modules"],
  Sysctl: ["system.sysctls", "system.sysctl-files", "network.rp-filter", "network.conntrack"],
  Swap: ["system.swap"],
  Mounts: ["system.mounts"],
  Time: ["system.clock-sync", "system.clock-plausible"],
  systemd: ["system.systemd", "system.systemd-version"],
  "NIC/MTU": ["network.link", "network.mtu", "network.nic-driver"],
  Ports: ["kubernetes.ports"],
  VIP: ["network.vip"],
  "Pod/service/overlay CIDR": [
    ...["network.cidr-overlap", "network.cidr-private", "network.cidr-size"],
  ],
  "Clean state": ["kubernetes.leftovers", "kubernetes.runtime"],
  GPUs: ["hardware.gpu", "hardware.gpu-table"],
  "Disk space for bundle": ["kubernetes.bundle-space"],
  "Partition plan": ["hardware.partition-plan"],
};

test("every threshold of Palette for a host has a check; its reachability is a place of its own", async () => {
  const ids = await everyId();
  const missing = Object.entries(PALETTE).flatMap(([what, answers]) =>
    answers.filter((id) => !ids.has(id)).map((id) => `${what}: ${id}`),
  );
  assert.deepEqual(missing, []);
});

test("ids are dotted under the group of the check, and every id and title is there once", () => {
  for (const { id, group } of CHECKS) {
    assert.match(id, /^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    assert.equal(id.split(".")[0], group);
  }
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  assert.equal(new Set(CHECKS.map(({ title }) => title)).size, CHECKS.length);
});

test("titles fit the column of the screen and say where the threshold comes from", () => {
  for (const { id, title, source, threshold } of explain(CHECKS)) {
    assert.ok(title.length <= 17, `${id}: ${title}`);
    assert.ok(source.length > 0 && threshold.length > 0, id);
  }
});

test("the page of documentation names every check once, under the moment at which it matters", () => {
  const page = explanationPage(explain(CHECKS));
  const moments = [...page.matchAll(/^## Matters (.+)$/gm)].map(([, moment]) => moment);
  assert.deepEqual(moments, [
    "before settings",
    "before a cluster",
    "before an upgrade",
    "at any time",
  ]);
  for (const { id } of CHECKS) assert.equal(page.split(`\`${id}\``).length, 2, id);
});
