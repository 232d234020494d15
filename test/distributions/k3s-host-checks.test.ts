import assert from "node:assert/strict";
import { test } from "node:test";
import { hostChecks } from "../../src/cluster/index.ts";
import { loadDriver } from "../../src/distributions/index.ts";
import { exited, type MemoryFile } from "../../src/host/index.ts";
import { hostCheckRow } from "../support/host-check.ts";

const DB = "/var/lib/rancher/k3s/server/db";
const ask = (id: string, files: Readonly<Record<string, MemoryFile>>, version = "1.35.3") =>
  hostCheckRow(
    id,
    { distribution: "k3s", version },
    { files, commands: { k3s: () => exited("k3s version v1.34.2+k3s1 (8b1a4b2c)\n") } },
  );

test("data of a member that was taken out of its cluster is found before it joins again", async () => {
  assert.equal(await ask("kubernetes.removed-member", {}), "pass: none");
  assert.equal(
    await ask("kubernetes.removed-member", { [`${DB}/etcd/tombstone`]: "" }),
    "fail: data of a removed member [MEMBER_REMOVED]",
  );
});

test("a cluster goes up minor by minor and never down", async () => {
  const installed = { "/usr/local/bin/k3s": { content: "x", mode: 0o755 } };
  const rows = await Promise.all(
    ["1.34.9", "1.35.3", "1.36.0", "1.33.1"].map((version) =>
      ask("kubernetes.version-step", installed, version),
    ),
  );
  assert.deepEqual(rows, [
    "pass: 1.34.2+k3s1 to 1.34.9",
    "pass: 1.34.2+k3s1 to 1.35.3",
    "fail: 1.34.2+k3s1 to 1.36.0 [VERSION_SKIPS]",
    "fail: 1.34.2+k3s1 to 1.33.1 [VERSION_DOWN]",
  ]);
  assert.equal(await ask("kubernetes.version-step", {}), "skip: not installed yet");
});

test("what it leaves behind and the ports it needs count for a host that shall run it", async () => {
  assert.equal(await ask("kubernetes.ports", {}), "pass: 11 free");
  assert.equal(
    await ask("kubernetes.ports", { "/proc/net/udp": "sl\n1: 00000000:2118 0:0 07\n" }),
    "fail: in use: 8472/udp [PORT_IN_USE]",
  );
  assert.equal(
    await ask("kubernetes.leftovers", { [`${DB}/state.db`]: "x" }),
    "fail: an earlier K3s [LEFTOVERS_FOUND]",
  );
});

test("the networks it takes unless told are held against those of the site", async () => {
  const route = (destination: string) =>
    `Iface\nwg0\t${destination}\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n`;
  const files = { "/sys/class/net/lo/type": "772\n" };
  assert.equal(
    await ask("network.cidr-overlap", { ...files, "/proc/net/route": route("00002A0A") }),
    "fail: pods 10.42.0.0/16 with wg0 10.42.0.0/16 [CIDR_OVERLAP]",
  );
  assert.equal(
    await ask("network.cidr-overlap", { ...files, "/proc/net/route": route("0000630A") }),
    "pass: all apart",
  );
});

test("a host that shall run something else is not held to its rules, but its leftovers count", async () => {
  const drivers = [await loadDriver("k3s")];
  const { checks, extraLeftovers, extraPorts } = hostChecks(drivers, undefined);
  assert.ok(!checks.some(({ id }) => id === "kubernetes.removed-member"));
  assert.deepEqual(extraPorts, []);
  assert.ok(extraLeftovers.some(({ path }) => path === DB));
});
