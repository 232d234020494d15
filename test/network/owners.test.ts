import assert from "node:assert/strict";
import { test } from "node:test";
import { terseFields } from "../../src/network/drivers/network-manager/index.ts";
import { claimsOn, observeNetwork } from "../../src/network/observe-network.ts";
import { networkHost, type StandInHost } from "../support/network-host.ts";

const { signal } = new AbortController();
const LINKS = { eth0: { mac: "52:54:00:00:00:01" }, eth1: { mac: "52:54:00:00:00:02" } };

async function ownersOn(given: Omit<StandInHost, "links">) {
  const seen = await observeNetwork(networkHost({ links: LINKS, ...given }), signal);
  return Object.fromEntries(
    Object.keys(LINKS).map((link) => [
      link,
      claimsOn(seen, link).map(({ program, file, isOurs, isUsual }) =>
        [program, file, isOurs ? "ours" : "foreign", isUsual ? "usual" : ""].join(" ").trim(),
      ),
    ]),
  );
}

for (const isOldNetworkd of [false, true]) {
  test(`systemd-networkd tells the file of each link${isOldNetworkd ? ", before it spoke JSON too" : ""}`, async () => {
    assert.deepEqual(
      await ownersOn({
        networkd: {
          eth0: "/etc/systemd/network/10-bringup-eth0.network",
          eth1: "/usr/lib/systemd/network/80-ethernet.network",
        },
        ...(isOldNetworkd ? { isOldNetworkd: true } : {}),
      }),
      {
        eth0: ["systemd-networkd /etc/systemd/network/10-bringup-eth0.network ours"],
        eth1: ["systemd-networkd /usr/lib/systemd/network/80-ethernet.network foreign usual"],
      },
    );
  });
}

test("NetworkManager tells active settings; those it made up itself are nobody's decision", async () => {
  const folder = "/etc/NetworkManager/system-connections";
  assert.deepEqual(
    await ownersOn({
      networkManager: {
        eth0: { uuid: "1", file: `${folder}/site: lan.nmconnection` },
        eth1: {
          uuid: "2",
          file: "/run/NetworkManager/system-connections/Wired connection 1.nmconnection",
        },
      },
    }),
    {
      eth0: [`NetworkManager ${folder}/site: lan.nmconnection foreign`],
      eth1: [
        "NetworkManager /run/NetworkManager/system-connections/Wired connection 1.nmconnection foreign usual",
      ],
    },
  );
});

test("netplan's own file is named, not what it made for the other programs", async () => {
  const cloud =
    "network:\n  version: 2\n  ethernets:\n    any:\n      match: { macaddress: '52:54:00:00:00:02' }\n      set-name: eth1\n      dhcp4: true\n";
  assert.deepEqual(
    await ownersOn({
      hasNetplan: true,
      files: {
        "/etc/netplan/50-cloud-init.yaml": cloud,
        "/etc/netplan/90-bringup.yaml": "network: { ethernets: { eth0: { dhcp4: true } } }\n",
        "/etc/netplan/broken.yaml": "network: [\n",
      },
      networkd: {
        eth0: "/run/systemd/network/10-netplan-eth0.network",
        eth1: "/run/systemd/network/10-netplan-any.network",
      },
    }),
    {
      eth0: ["netplan /etc/netplan/90-bringup.yaml ours"],
      eth1: ["netplan /etc/netplan/50-cloud-init.yaml foreign"],
    },
  );
});

test("ifupdown and wicked are seen by their files", async () => {
  assert.deepEqual(
    await ownersOn({
      units: ["networking.service", "wickedd.service"],
      files: {
        "/etc/network/interfaces":
          "auto lo\niface lo inet loopback\nsource /etc/network/interfaces.d/*\n",
        "/etc/network/interfaces.d/eth0":
          "iface eth0 inet static\n  address 10.0.0.5/24\niface eth0 inet6 auto\n",
        "/etc/sysconfig/network/ifcfg-eth1": "BOOTPROTO=dhcp\n",
      },
    }),
    {
      eth0: ["ifupdown /etc/network/interfaces.d/eth0 foreign"],
      eth1: ["wicked /etc/sysconfig/network/ifcfg-eth1 foreign"],
    },
  );
});

test("a program that is installed and does not run claims nothing", async () => {
  const seen = await observeNetwork(networkHost({ links: LINKS, networkManager: {} }), signal);
  assert.deepEqual(seen.drivers["systemd-networkd"], { is: "absent" });
  assert.deepEqual(claimsOn(seen, "eth0"), []);
});

test("nmcli's terse fields: a colon inside a name is no border", () => {
  assert.deepEqual(terseFields("a\\:b:c\\\\:d"), ["a:b", "c\\", "d"]);
  assert.deepEqual(terseFields("a::"), ["a", "", ""]);
});
