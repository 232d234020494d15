import assert from "node:assert/strict";
import { test } from "node:test";
import { inGuest } from "./deadline.ts";
import type { Guest } from "./guest.ts";
import type { Lane } from "./lane.ts";

export function hardwareCases({ skip, installed }: Lane): void {
  test("the package runs its agent on a Debian that has booted", { skip }, async () => {
    const guest = await installed();
    assert.equal(await guest.sh("systemctl is-active bringup-agent"), "active");
    assert.equal(await guest.sh("systemctl --failed --no-legend"), "");
  });

  test("checks say what this hardware is", { skip }, async () => {
    const results = await check(await installed());
    assert.deepEqual(
      FACTS.map(([id]) => results.get(id)?.observed),
      FACTS.map(([, observed]) => observed),
    );
    const { observed, evidence } = results.get("network.link") ?? {};
    assert.match(observed ?? "", /^eth0, 10\.99\.0\.\d+\/24$/);
    assert.deepEqual(evidence?.map(withoutAddresses), [
      "eth0 ethernet, link, 1000 Mb/s, virtio_net, MTU 1500",
      "eth1 ethernet, link not known, virtio_net, MTU 1500",
      "eth2 ethernet, link not known, virtio_net, MTU 1500",
    ]);
    assert.match(results.get("system.clock-plausible")?.evidence?.[0] ?? "", /rtc0/);
  });

  test("a bond and a VLAN that somebody else made are shown as what they are", {
    skip,
  }, async () => {
    const guest = await installed();
    await guest.sh(BOND_AND_VLAN);
    // The tag is real: the far end answers in this VLAN only.
    await guest.sh("ping -c 1 -W 20 10.99.100.1");
    const evidence = (await check(guest)).get("network.link")?.evidence;
    assert.deepEqual(evidence?.map(withoutAddresses), [
      "bond0 bond, link, 1000 Mb/s, MTU 1500",
      "eth0 ethernet, link, 1000 Mb/s, virtio_net, MTU 1500",
      "eth0.100 vlan, link, 1000 Mb/s, MTU 1500",
      "eth1 ethernet, link, 1000 Mb/s, virtio_net, MTU 1500",
      "eth2 ethernet, link, 1000 Mb/s, virtio_net, MTU 1500",
    ]);
    assert.match(evidence?.[2] ?? "", /: 10\.99\.100\.2\/24/);
  });

  test("a cable that is pulled is seen, and one that is plugged in", { skip }, async () => {
    const guest = await installed();
    await guest.cable("eth0", "out");
    await carrierBecomes(guest, 0);
    const without = (await check(guest)).get("network.link");
    assert.equal(without?.status, "fail");
    assert.match(without?.evidence?.[0] ?? "", /^eth0 ethernet, no link, /);
    await guest.cable("eth0", "in");
    await carrierBecomes(guest, 1);
    assert.match(
      (await check(guest)).get("network.link")?.evidence?.[0] ?? "",
      /^eth0 ethernet, link, /,
    );
  });
}

/** What is known of the guest because hardware.ts and image.ts say so. */
const FACTS: readonly (readonly [id: string, observed: string])[] = [
  ["hardware.cores", "2 cores"],
  ["hardware.main-drive", "3.2 GB"],
  ["hardware.firmware", "no UEFI"],
  ["system.systemd", "running"],
  ["system.cgroup", "v2"],
  ["system.clock-sync", "not synchronized"],
  ["network.default-route", "10.99.0.1 on eth0"],
  ["network.dns", "10.99.0.1"],
  ["network.hostname", "edge"],
];

const BOND_AND_VLAN = `
ip link add bond0 type bond mode active-backup miimon 100
for card in eth1 eth2; do ip link set $card master bond0; done
ip link set bond0 up
ip link add link eth0 name eth0.100 type vlan id 100
ip addr add 10.99.100.2/24 dev eth0.100
ip link set eth0.100 up
until grep -q 1 /sys/class/net/bond0/carrier; do sleep 0.1; done
`;

/** A line of `bringup check --json`. */
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly observed: string;
  readonly evidence?: readonly string[];
}

async function check(guest: Guest): Promise<ReadonlyMap<string, Shown>> {
  const { stdout, stderr } = await guest.bringup("check", "--json");
  assert.equal(stderr, "");
  const results: Shown[] = stdout
    .split("\n")
    .filter((line) => line.startsWith('{"status"'))
    .map((line) => JSON.parse(line));
  return new Map(results.map((result) => [result.id, result]));
}

const withoutAddresses = (line: string) => line.replace(/: .*/, "");

async function carrierBecomes(guest: Guest, carrier: 0 | 1): Promise<void> {
  await guest.sh(
    `until grep -q ${carrier} /sys/class/net/eth0/carrier; do sleep 0.1; done`,
    inGuest(2_000),
  );
}
