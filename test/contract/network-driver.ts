import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkChange } from "../../src/network/change.ts";
import type { LinkWork, NetworkDriver } from "../../src/network/drivers/driver.ts";
import { observeLinks } from "../../src/network/links.ts";
import { type NetworkSpec, wantedLinks } from "../../src/network/wanted.ts";
import { networkHost, type StandInHost } from "../support/network-host.ts";

export interface NetworkDriverCase {
  readonly driver: NetworkDriver;
  /** A host on which its program runs; it keeps these links from its own files, or from others'. */
  host(links: readonly string[], files: StandInHost["files"], by: "ours" | "others"): StandInHost;
}

/** Everything the document can say of links. */
export const EVERYTHING: NetworkSpec = {
  interfaces: [
    {
      name: "eth0",
      mac: "52:54:00:AA:00:01",
      ipv4: { method: "dhcp" },
      ipv6: { method: "slaac", addresses: ["2001:DB8:0::81/64"] },
      dns: { servers: ["10.10.216.1", "2001:DB8::53"], search: ["example.net", "lan"] },
    },
    { name: "eth1" },
    {
      name: "bond0",
      mtu: 9000,
      bond: { members: ["eth2", "eth3"], mode: "802.3ad", miimonMs: 200 },
      ipv4: { method: "none" },
      ipv6: { method: "none" },
    },
    {
      name: "bond0.100",
      mtu: 1400,
      vlan: { parent: "bond0", id: 100 },
      ipv4: {
        method: "static",
        addresses: ["10.10.216.81/24", "10.10.217.81/24"],
        gateway: "10.10.216.1",
      },
      ipv6: { method: "static", addresses: ["2001:db8:100::81/64"], gateway: "fe80::1" },
      routes: [
        { to: "10.20.0.0/16", via: "10.10.217.1", metric: 200 },
        { to: "2001:DB8:200::/48", via: "2001:db8:100::1" },
      ],
    },
    {
      name: "eth4",
      ipv4: { method: "dhcp", addresses: ["192.168.7.5/24"] },
      ipv6: { method: "dhcp" },
      routes: [{ to: "default", via: "192.168.7.1", metric: 500 }],
    },
  ],
  management: "bond0.100",
};

const NAMES = ["eth0", "eth1", "eth2", "eth3", "bond0", "bond0.100", "eth4"];
const WORK: LinkWork = {
  links: NAMES,
  drifted: NAMES,
  creates: ["bond0.100"],
  recreates: ["bond0"],
  removes: ["old0"],
  handsBack: [],
  withoutCarrier: [],
  former: { eth0: "3b1c2a9e-0000-4000-8000-000000000001" },
};
const { signal } = new AbortController();

/** What every driver promises; run it over every one in the list. */
export function networkDriverContract({ driver, host }: NetworkDriverCase): void {
  const { id } = driver;
  const files = driver.render(wantedLinks(EVERYTHING));

  test(`${id}: the same links give the same bytes, in whatever order they were written down`, () => {
    const { interfaces = [], ...rest } = EVERYTHING;
    const turned = wantedLinks({ ...rest, interfaces: interfaces.toReversed() });
    assert.deepEqual(
      driver.parts(contents(turned, driver)),
      driver.parts(contents(wantedLinks(EVERYTHING), driver)),
    );
    assert.deepEqual(driver.render(wantedLinks(EVERYTHING)), files);
  });

  test(`${id}: every link has its part, members of a bond too, and nobody else has one`, () => {
    const parts = driver.parts(contents(wantedLinks(EVERYTHING), driver));
    assert.deepEqual([...parts.keys()].toSorted(), NAMES.toSorted());
    assert.deepEqual(driver.render([]), []);
  });

  test(`${id}: what is written is read back as ours, byte for byte`, async () => {
    const written = Object.fromEntries(
      files.map(({ path, content, mode }) => [path, { content: content ?? "", mode }]),
    );
    const seen = await look(host(NAMES, written, "ours"));
    const order = (all: readonly { readonly path: string }[]) => all.map(({ path }) => path).sort();
    assert.deepEqual(order(seen.own), order(files));
    for (const file of files) {
      assert.deepEqual(
        seen.own.find(({ path }) => path === file.path),
        file,
      );
    }
    assert.deepEqual(
      seen.claims.filter(({ isOurs }) => !isOurs),
      [],
    );
    assert.deepEqual(seen.claims.map(({ link }) => link).toSorted(), NAMES.toSorted());
  });

  test(`${id}: a link that others configure is theirs, with the file that says so`, async () => {
    const seen = await look(host(["eth0"], {}, "others"));
    assert.deepEqual(
      seen.claims.map(({ link, program, isOurs }) => ({ link, program, isOurs })),
      [{ link: "eth0", program: id, isOurs: false }],
    );
    assert.match(seen.claims[0]?.file ?? "", /^\/etc\//);
    assert.deepEqual(seen.own, []);
  });

  test(`${id}: a host without its program has none`, async () => {
    const seen = await driver.observe(networkHost({ links: {} }), { links: [], signal });
    assert.deepEqual(seen, { is: "absent" });
  });

  test(`${id}: addresses keep one spelling, however they were typed`, () => {
    for (const { content } of files) assert.doesNotMatch(content ?? "", /2001:DB8|db8:0::/);
  });

  test(`${id}: a change is commands without a shell, and the way back takes new devices away`, () => {
    const { apply, revert, again = [], atBoot = [] } = driver.commands(WORK);
    const made = JSON.parse(JSON.stringify({ apply, revert, again, atBoot }));
    assert.deepEqual(made, { apply, revert, again, atBoot });
    for (const [program, ...args] of [...apply, ...revert, ...again, ...atBoot]) {
      assert.match(program, /^[a-z]+$/);
      for (const arg of args) assert.match(arg, /^[\w.:-]+$/);
    }
    assert.deepEqual(deleted(apply), ["old0", "bond0"]);
    assert.deepEqual(deleted(revert), ["bond0", "bond0.100"]);
    const first = revert.findIndex((argv) => !argv.includes("delete"));
    assert.ok(first >= 2, "devices go before the former files are read");
  });

  async function look(given: StandInHost) {
    const memory = networkHost(given);
    const links = await observeLinks(memory, signal);
    assert.ok(links.is === "known");
    const seen = await driver.observe(memory, { links: links.value, signal });
    assert.ok(seen.is === "known");
    assert.equal(seen.value.runs, true);
    assert.deepEqual(memory.effects, [], "looking changes nothing");
    return seen.value;
  }
}

function contents(links: ReturnType<typeof wantedLinks>, driver: NetworkDriver) {
  return driver.render(links).map(({ path, content }) => ({ path, content: content ?? "" }));
}

function deleted(commands: NetworkChange["apply"]): readonly string[] {
  return commands.flatMap((argv) => (argv.includes("delete") ? [argv.at(-1) ?? ""] : []));
}
