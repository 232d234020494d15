import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createMachineHost, createMemoryHost } from "../../src/host/index.ts";
import { observeNetwork, seeLinks } from "../../src/network/index.ts";
import { openSandbox } from "../../src/rehearsal/index.ts";
import { practiceFiles, SITE } from "../support/practice-network.ts";
import { removeTree } from "../support/remove-tree.ts";

const { signal } = new AbortController();
const FOLDER = "/etc/systemd/network/10-bringup-";

/** A practice host that is off, on a machine without any program. */
async function sandbox(t: TestContext, network: typeof SITE | null = SITE) {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-practice-"));
  t.after(() => removeTree(stateDir));
  if (network !== null) await practiceFiles(stateDir, network);
  // Its links are those of nothing; only the state directory is on the disk.
  const { files } = createMachineHost();
  return openSandbox(stateDir, { ...createMemoryHost(), files });
}

test("a practice host has the ports of the real machine with the leases they had", async (t) => {
  const host = await sandbox(t);
  const { links } = await observeNetwork(host, signal);
  assert.deepEqual(
    links.is === "known" &&
      links.value.map(({ name, kind, addresses, routes }) => [
        ...[name, kind, addresses.map(({ cidr, method }) => `${method} ${cidr}`)],
        routes
          .filter(({ to }) => to === "default")
          .map(({ via, protocol }) => `${protocol} ${via}`),
      ]),
    [
      [
        "eth0",
        "ethernet",
        ["dhcp 10.10.216.81/24", "link-local fe80::5eff:fe00:5302/64"],
        ["dhcp 10.10.216.1"],
      ],
      [
        "eth1",
        "ethernet",
        ["dhcp 192.0.2.103/24", "link-local fe80::5eff:fe00:5303/64"],
        ["dhcp 192.0.2.1"],
      ],
    ],
  );
});

test("a machine without a port still has one to practise with", async (t) => {
  const host = await sandbox(t, null);
  assert.deepEqual(
    (await seeLinks(host, ["eth0"])).map(({ method, addresses, gateways, hasCarrier }) => [
      ...[method, addresses, gateways],
      hasCarrier,
    ]),
    [["dhcp", ["192.0.2.102/24"], ["192.0.2.1"], true]],
  );
});

test("VLANs stand on bonds while the files say so, and what was made goes when it is deleted", async (t) => {
  const host = await sandbox(t);
  const write = (name: string, text: string) =>
    host.files.writeAtomic(`${FOLDER}${name}`, text, { mode: 0o644 });
  await write("bond0.netdev", "[NetDev]\nName=bond0\nKind=bond\n\n[Bond]\nMode=802.3ad\n");
  await write("bond0.20.netdev", "[NetDev]\nName=bond0.20\nKind=vlan\n\n[VLAN]\nId=20\n");
  await write("eth1.network", "[Match]\nName=eth1\n\n[Network]\nBond=bond0\n");
  await write("bond0.network", "[Match]\nName=bond0\n\n[Network]\nDHCP=no\nVLAN=bond0.20\n");
  await write(
    "bond0.20.network",
    "[Match]\nName=bond0.20\n\n[Network]\nAddress=10.20.0.5/24\n\n[Route]\nDestination=10.99.0.0/16\nGateway=10.20.0.1\n\n[Route]\nDestination=10.98.0.0/16\nGateway=172.16.0.1\n",
  );
  const tell = (...argv: [string, ...string[]]) => host.exec(argv, { timeoutMs: 5000 });
  await tell("networkctl", "reload");
  const { links } = await observeNetwork(host, signal);
  const made = links.is === "known" ? links.value.filter(({ name }) => name !== "eth0") : [];
  assert.deepEqual(
    made.map(({ name, kind, master, vlan, bond, routes }) => [
      ...[name, kind, master ?? vlan ?? bond],
      routes.filter(({ protocol }) => protocol === "static").map(({ to }) => to),
    ]),
    [
      ["bond0", "bond", { mode: "802.3ad", miimonMs: 0, members: ["eth1"] }, []],
      // The gateway of its other route lies in no network of the link: a kernel refuses it.
      ["bond0.20", "vlan", { parent: "bond0", id: 20 }, ["10.99.0.0/16"]],
      ["eth1", "ethernet", "bond0", []],
    ],
  );
  await tell("ip", "link", "delete", "dev", "bond0");
  const left = await seeLinks(host, ["bond0", "bond0.20"]);
  assert.deepEqual(
    left.map(({ method }) => method),
    ["absent", "absent"],
  );
});

test("only who is in the practice network answers, and only where a way leads there", async (t) => {
  const host = await sandbox(t);
  const asked = ["10.10.216.1", "192.0.2.53", "10.10.216.9", "9.9.9.9"];
  const heard = await Promise.all(
    asked.map(async (address) => (await host.connect({ host: address, port: 53 }, {})).is),
  );
  assert.deepEqual(heard, ["refused", "refused", "failed", "failed"]);
});
