import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { SeenNetwork } from "../../src/network/seen.ts";

const CHILD = fileURLToPath(new URL("children/look.ts", import.meta.url));
const NAME = `bringup-net-${process.pid}`;

function run(program: string, ...args: readonly string[]) {
  return spawnSync(program, args, { encoding: "utf8" });
}

function ip(t: TestContext, line: string): void {
  const { status, stderr } = run("ip", ...line.split(" "));
  if (status !== 0) throw new Error(`ip ${line}: ${stderr}`);
  t.diagnostic(`ip ${line}`);
}

function why(): string | false {
  if (process.getuid?.() !== 0) return "network namespaces need root";
  const made = run("ip", "netns", "add", NAME);
  return made.status === 0 ? false : `no network namespaces here: ${made.stderr.trim()}`;
}

test("links of a real kernel: a port with its bridge, two families of addresses, routes of all kinds", {
  skip: why(),
}, (t) => {
  t.after(() => run("ip", "netns", "delete", NAME));
  const inside = (line: string) => ip(t, `-n ${NAME} ${line}`);
  inside("link add lan0 type veth peer name far0");
  inside("link add br0 type bridge");
  inside("link set far0 master br0");
  inside("link set lan0 address 52:54:00:AA:00:01 mtu 1400");
  inside("addr add 10.99.0.5/24 dev lan0");
  inside("addr add 2001:DB8:0::5/64 dev lan0 nodad");
  for (const name of ["lan0", "far0", "br0"]) inside(`link set ${name} up`);
  inside("route add default via 10.99.0.1 metric 100");
  inside("route add 10.88.0.7/32 via 10.99.0.2");
  inside("route add 2001:db8:9::/48 via 2001:DB8::1");

  const args = ["netns", "exec", NAME, process.execPath, "--import=tsx", CHILD];
  const { stdout, stderr } = run("ip", ...args);
  assert.notEqual(stdout, "", stderr);
  const { links }: SeenNetwork = JSON.parse(stdout);
  assert.ok(links.is === "known");
  const lan = links.value.find(({ name }) => name === "lan0");
  const { addresses = [], routes = [], ...rest } = lan ?? {};
  assert.deepEqual(rest, {
    name: "lan0",
    mac: "52:54:00:aa:00:01",
    kind: "virtual",
    carrier: { is: "known", value: true },
    speedMbps: 10_000,
    mtu: 1400,
    isUp: true,
  });
  assert.deepEqual(
    addresses.filter(({ method }) => method !== "link-local"),
    [
      { family: "ipv4", cidr: "10.99.0.5/24", method: "static" },
      { family: "ipv6", cidr: "2001:db8::5/64", method: "static" },
    ],
  );
  assert.deepEqual(
    routes.filter(({ protocol }) => protocol === "boot"),
    [
      { family: "ipv4", to: "default", via: "10.99.0.1", metric: 100, protocol: "boot" },
      { family: "ipv4", to: "10.88.0.7/32", via: "10.99.0.2", protocol: "boot" },
      { family: "ipv6", to: "2001:db8:9::/48", via: "2001:db8::1", metric: 1024, protocol: "boot" },
    ],
  );
  const kinds = links.value.map(({ name, kind, master }) => [name, kind, master]);
  assert.deepEqual(kinds.toSorted(), [
    ["br0", "bridge", undefined],
    ["far0", "virtual", "br0"],
    ["lan0", "virtual", undefined],
  ]);
});
