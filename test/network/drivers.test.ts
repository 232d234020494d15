import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import type { NetworkDriverId } from "../../src/network/change.ts";
import { DRIVERS } from "../../src/network/drivers/index.ts";
import { netplan } from "../../src/network/drivers/netplan/index.ts";
import { wantedLinks } from "../../src/network/wanted.ts";
import {
  EVERYTHING,
  type NetworkDriverCase,
  networkDriverContract,
} from "../contract/network-driver.ts";

const HOSTS: Readonly<Record<NetworkDriverId, NetworkDriverCase["host"]>> = {
  "systemd-networkd": (links, files, by) => ({
    links: portsOf(links),
    ...(files === undefined ? {} : { files }),
    networkd: Object.fromEntries(
      links.map((link) => [
        link,
        by === "ours"
          ? `/etc/systemd/network/10-bringup-${link}.network`
          : "/etc/systemd/network/20-site.network",
      ]),
    ),
  }),
  NetworkManager: (links, files, by) => ({
    links: portsOf(links),
    ...(files === undefined ? {} : { files }),
    networkManager: Object.fromEntries(
      links.map((link) => {
        const name = by === "ours" ? `bringup-${link}` : "site";
        const file = `/etc/NetworkManager/system-connections/${name}.nmconnection`;
        return [link, { uuid: `uuid-of-${link}`, file }];
      }),
    ),
  }),
  netplan: (links, files, by) => ({
    links: portsOf(links),
    hasNetplan: true,
    files: {
      ...files,
      ...(by === "ours"
        ? {}
        : { "/etc/netplan/01-site.yaml": "network: { ethernets: { eth0: { dhcp4: true } } }\n" }),
    },
  }),
};

function portsOf(links: readonly string[]) {
  return Object.fromEntries(
    links.map((link) => [link, link === "eth0" ? { mac: "52:54:00:aa:00:01" } : {}]),
  );
}

for (const driver of DRIVERS) networkDriverContract({ driver, host: HOSTS[driver.id] });

test("every driver has its folder and its line in the list", () => {
  const folders = readdirSync(new URL("../../src/network/drivers/", import.meta.url), {
    withFileTypes: true,
  })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  assert.deepEqual(
    DRIVERS.map(({ id }) => id.replace("systemd-", "").replace("NetworkM", "network-m")).toSorted(),
    folders.toSorted(),
  );
});

const GOLDEN = new URL("../golden/network/", import.meta.url);

for (const driver of DRIVERS) {
  test(`${driver.id}: the files for all that can be asked, as a person would read them`, () => {
    const text = driver
      .render(wantedLinks(EVERYTHING))
      .map(({ path, content, mode }) => `== ${path} ${mode.toString(8)}\n${content}`)
      .join("\n");
    const golden = new URL(`${driver.id}.txt`, GOLDEN);
    if (process.env.UPDATE_GOLDEN === "1") {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(golden, text);
    }
    assert.equal(text, readFileSync(golden, "utf8"));
  });
}

const CLOUD_INIT = `# made by cloud-init
network:
  version: 2
  ethernets:
    # the first port
    eth0:
      dhcp4: true
    uplinks:
      match: { name: "en*" }
      dhcp4: true
`;
const PORTS = ["eth0", "enp1s0", "enp2s0"].map((name) => ({
  name,
  mac: "",
  kind: "ethernet" as const,
  carrier: { is: "known" as const, value: true },
  mtu: 1500,
  isUp: true,
  addresses: [],
  routes: [],
}));

test("netplan adds files up, so a link that is taken over is taken out of the other file", () => {
  const foreign = [{ path: "/etc/netplan/50-cloud-init.yaml", content: CLOUD_INIT, mode: 0o600 }];
  const released = netplan.release?.({ foreign, names: ["eth0"], links: PORTS });
  assert.deepEqual(released?.left, []);
  const [file, quiet] = released?.files ?? [];
  assert.match(file?.content ?? "", /^# made by cloud-init\n/);
  assert.deepEqual(parse(file?.content ?? ""), {
    network: { version: 2, ethernets: { uplinks: { match: { name: "en*" }, dhcp4: true } } },
  });
  // cloud-init would write it anew at the next start.
  assert.equal(quiet?.path, "/etc/cloud/cloud.cfg.d/99-bringup-network.cfg");
});

test("a pattern for several links gives up all of them or none", () => {
  const foreign = [{ path: "/etc/netplan/01-site.yaml", content: CLOUD_INIT, mode: 0o600 }];
  assert.deepEqual(netplan.release?.({ foreign, names: ["enp1s0"], links: PORTS }), {
    files: [],
    left: ["enp1s0"],
  });
  const both = netplan.release?.({ foreign, names: ["enp1s0", "enp2s0"], links: PORTS });
  assert.deepEqual(both?.left, []);
  assert.deepEqual(parse(both?.files[0]?.content ?? ""), {
    network: { version: 2, ethernets: { eth0: { dhcp4: true } } },
  });
});
