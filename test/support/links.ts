import type { LinkView } from "../../src/network/index.ts";
import type { Snapshot } from "../../src/session/index.ts";

const PORT: LinkView = {
  name: "eth0",
  kind: "ethernet",
  mac: "52:54:00:00:00:01",
  driver: "igb",
  speedMbps: 1000,
  carrier: true,
  mtu: 1500,
  addresses: [{ cidr: "10.10.216.81/24", method: "dhcp" }],
  gateways: ["10.10.216.1"],
  structure: null,
  owner: "usual",
  ownerText: "As usual with systemd-networkd; nobody here chose it.",
  summary: "DHCP 10.10.216.81/24, gateway 10.10.216.1",
  differs: false,
  isPod: false,
};

const UNPLUGGED: LinkView = {
  ...PORT,
  name: "eth1",
  mac: "52:54:00:00:00:02",
  speedMbps: null,
  carrier: false,
  addresses: [],
  gateways: [],
  summary: "no cable",
  owner: "foreign",
  ownerText: "Configured by systemd-networkd (/etc/systemd/network/20-site.network).",
  differs: null,
};

const VLAN: LinkView = {
  ...PORT,
  name: "eth0.7",
  kind: "vlan",
  driver: null,
  structure: "VLAN 7 on eth0",
  addresses: [{ cidr: "10.7.0.2/24", method: "static" }],
  gateways: [],
  summary: "static 10.7.0.2/24",
  owner: "ours",
  ownerText: "From this document, through systemd-networkd.",
  differs: true,
};

/** A port in use, one without a cable that others keep, and a VLAN of ours. */
export const LINKS: readonly LinkView[] = [PORT, VLAN, UNPLUGGED];

const INTERFACES = [
  { name: "eth0", ipv4: { method: "dhcp" } },
  {
    name: "eth0.7",
    vlan: { parent: "eth0", id: 7 },
    ipv4: { method: "static", addresses: ["10.7.0.9/24"] },
  },
] as const;

/** The document that asks for them, and what the host has. */
export const LINKS_AND_DOCUMENT: Pick<Snapshot, "links" | "document"> = {
  links: { is: "known", value: LINKS },
  document: {
    text: `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  network:
    interfaces:
      - name: eth0
        ipv4: { method: dhcp }
      - name: eth0.7
        vlan: { parent: eth0, id: 7 }
        ipv4: { method: static, addresses: [10.7.0.9/24] }
`,
    generation: 2,
    effective: {
      apiVersion: "bringup/v1alpha1",
      kind: "EdgeHost",
      spec: { network: { interfaces: INTERFACES } },
    },
    origins: {
      "spec.network.interfaces[0].name": "local",
      "spec.network.interfaces[0].ipv4": "local",
      "spec.network.interfaces[1].name": "local",
      "spec.network.interfaces[1].vlan": "local",
      "spec.network.interfaces[1].ipv4": "local",
    },
    issues: [],
    secrets: [],
  },
};
