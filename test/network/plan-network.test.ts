// Over 200 lines by design: one table of hosts and what is planned on them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Candidate } from "../../src/engine/index.ts";
import type { NetworkChange } from "../../src/network/change.ts";
import { DRIVERS } from "../../src/network/drivers/index.ts";
import { observeNetwork } from "../../src/network/observe-network.ts";
import { planNetwork } from "../../src/network/plan-network.ts";
import { type InterfaceSpec, type NetworkSpec, wantedLinks } from "../../src/network/wanted.ts";
import { networkHost, type StandInHost } from "../support/network-host.ts";

const { signal } = new AbortController();
const USUAL = "/usr/lib/systemd/network/80-ethernet.network";

async function planOn(host: StandInHost, wanted: NetworkSpec, isKairos = false) {
  const memory = networkHost(host);
  const seen = await observeNetwork(memory, signal);
  assert.deepEqual(memory.effects, []);
  return planNetwork({ wanted, seen, isKairos, folder: "/var/lib/bringup/network-try" });
}

function changeOf({ steps, blocked }: Candidate): NetworkChange {
  assert.deepEqual(blocked, []);
  const [step] = steps;
  assert.ok(step, "nothing is planned");
  return (step.params as { change: NetworkChange }).change;
}

const STATIC: InterfaceSpec = {
  name: "eth0",
  ipv4: { method: "static", addresses: ["10.0.0.9/24"], gateway: "10.0.0.1" },
};
const LEASED: StandInHost = {
  links: {
    eth0: { addresses: ["dhcp 10.0.0.2/24"], gateways: ["10.0.0.1"] },
    eth1: { carrier: false },
  },
  networkd: { eth0: USUAL, eth1: USUAL },
};

/** The host as it is after a change: our files there, and the kernel as asked. */
function after(host: StandInHost, wanted: NetworkSpec, links: StandInHost["links"]): StandInHost {
  const files =
    DRIVERS.find(({ id }) => id === "systemd-networkd")?.render(wantedLinks(wanted)) ?? [];
  const own = files.map(
    ({ path, content, mode }) => [path, { content: content ?? "", mode }] as const,
  );
  const names = wantedLinks(wanted).map(({ name }) => name);
  return {
    ...host,
    links: { ...host.links, ...links },
    files: { ...host.files, ...Object.fromEntries(own) },
    networkd: {
      ...host.networkd,
      ...Object.fromEntries(
        names.map((name) => [name, `/etc/systemd/network/10-bringup-${name}.network`]),
      ),
    },
  };
}

test("a lease becomes a static address: one step that is tried, with the end a person reads", async () => {
  const planned = await planOn(LEASED, { interfaces: [STATIC] });
  assert.deepEqual(
    planned.steps.map(({ id, kind, title }) => ({ id, kind, title })),
    [
      {
        id: "network.links",
        kind: "network.try",
        title: "eth0: 10.0.0.2/24 becomes 10.0.0.9/24",
      },
    ],
  );
  const change = changeOf(planned);
  assert.deepEqual(
    { ...change, files: change.files.map(({ path, mode }) => ({ path, mode })) },
    {
      driver: "systemd-networkd",
      files: [{ path: "/etc/systemd/network/10-bringup-eth0.network", mode: 0o644 }],
      apply: [["networkctl", "reload"]],
      revert: [["networkctl", "reload"]],
      again: [["systemctl", "try-restart", "systemd-networkd.service"]],
      links: ["eth0"],
      creates: [],
      ends: [{ link: "eth0", was: ["10.0.0.2/24"], now: ["10.0.0.9/24"] }],
    },
  );
});

test("files and kernel agree: nothing is planned, whatever the spelling and whoever added more", async () => {
  const wanted: NetworkSpec = {
    interfaces: [
      {
        ...STATIC,
        ipv6: { method: "static", addresses: ["2001:DB8:0::9/64"], gateway: "2001:DB8::1" },
      },
    ],
  };
  const host = after(LEASED, wanted, {
    eth0: {
      // The second is a virtual address that a cluster moved here.
      addresses: ["10.0.0.9/24", "10.0.0.100/32", "2001:db8::9/64"],
      gateways: ["10.0.0.1", "2001:db8:0::1"],
    },
  });
  assert.deepEqual(await planOn(host, wanted), { steps: [], skipped: [], blocked: [] });
});

test("an address taken away by hand comes back, with the files as they are", async () => {
  const wanted: NetworkSpec = { interfaces: [STATIC] };
  const change = changeOf(await planOn(after(LEASED, wanted, { eth0: { addresses: [] } }), wanted));
  assert.deepEqual(change.files, []);
  assert.deepEqual(change.links, ["eth0"]);
});

test("without a cable nothing can be in force, so nothing is planned again and again", async () => {
  const wanted: NetworkSpec = { interfaces: [{ ...STATIC, name: "eth1" }] };
  assert.deepEqual((await planOn(after(LEASED, wanted, {}), wanted)).steps, []);
  const change = changeOf(await planOn(LEASED, wanted));
  assert.deepEqual(change.ends, [{ link: "eth1", was: [], now: [] }]);
});

test("a bond with a VLAN: lower devices first on the way there, upper ones first on the way back", async () => {
  const wanted: NetworkSpec = {
    interfaces: [
      { name: "bond0.7", vlan: { parent: "bond0", id: 7 }, ipv4: { method: "dhcp" } },
      { name: "bond0", bond: { members: ["eth1", "eth2"], mode: "active-backup" } },
    ],
  };
  const links = { ...LEASED.links, eth2: {} };
  const change = changeOf(await planOn({ ...LEASED, links }, wanted));
  assert.deepEqual(change.creates, ["bond0", "bond0.7"]);
  assert.deepEqual(change.links, ["eth1", "eth2", "bond0", "bond0.7"]);
  assert.deepEqual(change.revert.slice(0, 2), [
    ["ip", "link", "delete", "dev", "bond0.7"],
    ["ip", "link", "delete", "dev", "bond0"],
  ]);
});

test("another bond mode makes the bond anew, and the VLAN that stands on it", async () => {
  const bond = { members: ["eth1"], mode: "active-backup" } as const;
  const vlan: InterfaceSpec = { name: "v7", vlan: { parent: "bond0", id: 7 } };
  const before: NetworkSpec = { interfaces: [{ name: "bond0", bond }, vlan] };
  const host = after(LEASED, before, {
    eth1: { master: "bond0" },
    bond0: { bond: { mode: "active-backup" } },
    v7: { vlan: { parent: "bond0", id: 7 } },
  });
  assert.deepEqual((await planOn(host, before)).steps, []);
  const wanted: NetworkSpec = {
    interfaces: [{ name: "bond0", bond: { ...bond, mode: "802.3ad" } }, vlan],
  };
  const change = changeOf(await planOn(host, wanted));
  assert.deepEqual(change.creates, []);
  assert.deepEqual(change.apply.slice(0, 2), [
    ["ip", "link", "delete", "dev", "v7"],
    ["ip", "link", "delete", "dev", "bond0"],
  ]);
});

test("a VLAN of ours that is no longer listed is taken away with its files", async () => {
  const vlan: InterfaceSpec = { name: "eth0.7", vlan: { parent: "eth0", id: 7 } };
  const host = after(
    LEASED,
    { interfaces: [STATIC, vlan] },
    {
      eth0: { addresses: ["10.0.0.9/24"], gateways: ["10.0.0.1"] },
      "eth0.7": { vlan: { parent: "eth0", id: 7 } },
    },
  );
  const change = changeOf(await planOn(host, { interfaces: [STATIC] }));
  assert.deepEqual(
    change.files.map(({ path, content }) => [path, content === null]),
    [
      ["/etc/systemd/network/10-bringup-eth0.network", false],
      ["/etc/systemd/network/10-bringup-eth0.7.netdev", true],
      ["/etc/systemd/network/10-bringup-eth0.7.network", true],
    ],
  );
  assert.deepEqual(change.apply[0], ["ip", "link", "delete", "dev", "eth0.7"]);
});

test("NetworkManager: the settings in force before are named on the way back", async () => {
  const file = "/run/NetworkManager/system-connections/Wired connection 1.nmconnection";
  const host: StandInHost = {
    links: LEASED.links,
    networkManager: { eth0: { uuid: "11-22", file } },
  };
  const change = changeOf(await planOn(host, { interfaces: [STATIC] }));
  assert.equal(change.driver, "NetworkManager");
  assert.deepEqual(change.apply, [
    ["nmcli", "connection", "reload"],
    ["nmcli", "--wait", "25", "connection", "up", "id", "bringup-eth0"],
  ]);
  assert.deepEqual(change.revert, [
    ["nmcli", "connection", "reload"],
    ["nmcli", "--wait", "25", "connection", "up", "uuid", "11-22"],
  ]);
});

test("NetworkManager: a link handed back is not told by settings that are gone", async () => {
  const path = "/etc/NetworkManager/system-connections/bringup-eth1.nmconnection";
  const change = changeOf(
    await planOn(
      {
        links: LEASED.links,
        files: { [path]: { content: "[connection]\n", mode: 0o600 } },
        networkManager: { eth1: { uuid: "33-44", file: path } },
      },
      { interfaces: [] },
    ),
  );
  assert.deepEqual(change.apply, [["nmcli", "connection", "reload"]]);
  assert.deepEqual(change.revert.at(-1)?.slice(-4), ["connection", "up", "uuid", "33-44"]);
});

test("netplan on Kairos: taken over from the image's file, and written anew at each start", async () => {
  const host: StandInHost = {
    links: LEASED.links,
    hasNetplan: true,
    files: { "/etc/netplan/01-image.yaml": "network: { ethernets: { eth0: { dhcp4: true } } }\n" },
  };
  const change = changeOf(await planOn(host, { interfaces: [{ ...STATIC, adopt: true }] }, true));
  assert.deepEqual(
    change.files.map(({ path, mode }) => [path, mode]),
    [
      ["/etc/netplan/90-bringup.yaml", 0o600],
      ["/oem/90_bringup_network.yaml", 0o600],
      ["/etc/netplan/01-image.yaml", 0o644],
    ],
  );
  assert.deepEqual(change.atBoot, [["netplan", "generate"]]);
});

const FOREIGN = "/etc/systemd/network/20-site.network";

interface Refusal {
  /** What a person is told. */
  readonly title: string;
  readonly host: StandInHost;
  readonly wanted: NetworkSpec;
  readonly says: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  {
    title:
      "a link that a file of others configures is left alone, and the way to take it over named",
    host: { ...LEASED, networkd: { eth0: FOREIGN } },
    wanted: { interfaces: [STATIC] },
    says: [
      `NETWORK_OWNED_ELSEWHERE: eth0 is configured by systemd-networkd (${FOREIGN}). Add adopt: true to take it over, or leave it out of the document.`,
    ],
  },
  {
    title: "a file that would win over ours is told, adopted or not",
    host: { ...LEASED, networkd: { eth0: "/etc/systemd/network/05-lan.network" } },
    wanted: { interfaces: [{ ...STATIC, adopt: true }] },
    says: [
      "NETWORK_OWNED_ELSEWHERE: /etc/systemd/network/05-lan.network comes before 10-bringup-eth0.network, so eth0 would not change. Rename /etc/systemd/network/05-lan.network, for example to 50-05-lan.network.",
    ],
  },
  {
    title: "two programs never get one link",
    host: {
      links: { ...LEASED.links, eth2: {}, eth3: {} },
      networkd: { eth0: FOREIGN, eth2: FOREIGN, eth3: FOREIGN },
      networkManager: {
        eth1: { uuid: "1", file: "/etc/NetworkManager/system-connections/lan.nmconnection" },
      },
    },
    wanted: {
      interfaces: [
        { ...STATIC, adopt: true },
        { name: "eth2", adopt: true },
        { name: "eth1", adopt: true },
      ],
    },
    says: [
      "NETWORK_OWNED_ELSEWHERE: eth1 is configured by NetworkManager (/etc/NetworkManager/system-connections/lan.nmconnection), while systemd-networkd keeps the other links. Let one program have all links, or leave eth1 out of the document.",
    ],
  },
  {
    title: "ifupdown is read only, and says why",
    host: {
      links: LEASED.links,
      units: ["networking.service"],
      files: { "/etc/network/interfaces": "iface eth0 inet dhcp\n" },
    },
    wanted: { interfaces: [{ ...STATIC, adopt: true }] },
    says: [
      "NETWORK_NO_DRIVER: the links are kept by ifupdown, which has no way to take a change and bring it back while the link is in use. Start systemd-networkd or NetworkManager on this host, and let it have the links.",
    ],
  },
  {
    title: "wicked has its link also where networkd runs",
    host: {
      ...LEASED,
      networkd: {},
      units: ["wickedd.service"],
      files: { "/etc/sysconfig/network/ifcfg-eth0": "BOOTPROTO=dhcp\n" },
    },
    wanted: { interfaces: [{ ...STATIC, adopt: true }] },
    says: [
      "NETWORK_OWNED_ELSEWHERE: eth0 is configured by wicked (/etc/sysconfig/network/ifcfg-eth0), which writes its files from YaST, which would write over ours. Take eth0 out of /etc/sysconfig/network/ifcfg-eth0, or leave it out of the document.",
    ],
  },
  {
    title: "nobody keeps links",
    host: { links: LEASED.links },
    wanted: { interfaces: [STATIC] },
    says: [
      "NETWORK_NO_DRIVER: neither systemd-networkd nor NetworkManager runs on this host. Start systemd-networkd or NetworkManager on this host, and let it have the links.",
    ],
  },
  {
    title: "a port this host does not have, with the nearest name",
    host: LEASED,
    wanted: { interfaces: [{ ...STATIC, name: "eth7" }] },
    says: ["NETWORK_LINK_MISSING: this host has no port eth7. Did you mean eth0?"],
  },
  {
    title: "the port with this mac has another name",
    host: { ...LEASED, links: { ...LEASED.links, enp3s0: { mac: "52:54:00:00:00:77" } } },
    wanted: { interfaces: [{ ...STATIC, name: "lan", mac: "52:54:00:00:00:77" }] },
    says: [
      "NETWORK_LINK_MISSING: this host has no port lan. The port with 52:54:00:00:00:77 is called enp3s0 here: write name: enp3s0",
    ],
  },
  {
    title: "bridges and devices of others are shown, not changed",
    host: {
      ...LEASED,
      links: {
        eth0: { master: "br0" },
        br0: { kind: "bridge" },
        v9: { vlan: { parent: "eth0", id: 9 } },
      },
    },
    wanted: {
      interfaces: [
        { name: "eth0" },
        { name: "br0", ipv4: { method: "dhcp" } },
        { name: "v9", vlan: { parent: "eth0", id: 9 } },
      ],
    },
    says: [
      "NETWORK_LINK_KIND: eth0 is a part of br0, which others made. Take it out of br0 first.",
      "NETWORK_LINK_KIND: br0 is a bridge on this host. Bridges, wifi and devices of others are shown here and changed where they were made.",
      "NETWORK_OWNED_ELSEWHERE: v9 is there already, made by somebody else. Add adopt: true to take it over, or use another name.",
    ],
  },
  {
    title: "the last way in stays",
    host: LEASED,
    wanted: { interfaces: [{ name: "eth0", ipv4: { method: "none" } }] },
    says: [
      "NETWORK_LAST_WAY_IN: nothing would be left to reach this host by: only eth0 has an address. Give another link an address first, or keep one here.",
    ],
  },
  {
    title: "the management interface keeps an address, also where others have one",
    host: { ...LEASED, links: { ...LEASED.links, eth1: { addresses: ["10.1.0.2/24"] } } },
    wanted: { management: "eth0", interfaces: [{ name: "eth0" }] },
    says: [
      "NETWORK_LAST_WAY_IN: eth0 is the management interface and would have no address. Give another link an address first, or keep one here.",
    ],
  },
  {
    title: "the only port into a bond that has no address yet",
    host: LEASED,
    wanted: { interfaces: [{ name: "bond0", bond: { members: ["eth0"], mode: "active-backup" } }] },
    says: [
      "NETWORK_LAST_WAY_IN: nothing would be left to reach this host by: only eth0 has an address. Give another link an address first, or keep one here.",
    ],
  },
  {
    title: "a VLAN cannot take larger packets than its parent",
    host: LEASED,
    wanted: {
      interfaces: [{ ...STATIC }, { name: "eth0.7", mtu: 9000, vlan: { parent: "eth0", id: 7 } }],
    },
    says: [
      "NETWORK_MTU: eth0.7 asks for mtu 9000, its parent eth0 has 1500. Write mtu: 9000 at eth0 as well.",
    ],
  },
];

for (const { title, host, wanted, says } of REFUSALS) {
  test(`planning links: ${title}`, async () => {
    const { blocked, steps } = await planOn(host, wanted);
    assert.deepEqual(
      blocked.map(({ code, message, hint }) => `${code}: ${message}. ${hint}`),
      says,
    );
    assert.deepEqual(steps, []);
  });
}

test("a program that does not answer is unknown, and nothing is planned", async () => {
  const seen = await observeNetwork(networkHost(LEASED), signal);
  const drivers = {
    ...seen.drivers,
    NetworkManager: { is: "unknown" as const, why: "nmcli: no answer" },
  };
  const planned = planNetwork({
    wanted: { interfaces: [STATIC] },
    seen: { ...seen, drivers },
    isKairos: false,
    folder: "/x",
  });
  assert.deepEqual(planned.steps, []);
  assert.equal(planned.blocked[0]?.code, "NETWORK_UNKNOWN");
});

test("a document without interfaces manages none; an empty list hands all back", async () => {
  const none = await planOn(LEASED, { management: "eth0" });
  assert.deepEqual(none.skipped, [
    { title: "Network interfaces", reason: "the section lists none" },
  ]);
  const host = after(LEASED, { interfaces: [{ ...STATIC, name: "eth1" }] }, {});
  const change = changeOf(await planOn(host, { interfaces: [] }));
  assert.deepEqual(
    change.files.map(({ content }) => content),
    [null],
  );
  assert.deepEqual(change.links, ["eth1"]);
});
