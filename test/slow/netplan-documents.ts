import type { NetworkSpec } from "../../src/network/wanted.ts";

/** What the host moves between, and what it must not move to. */
export type NetworkDocument = { readonly network: NetworkSpec };

/** The image has a file of somebody else for this port. */
const PORT = { name: "eth0", adopt: true } as const;
const NAME_SERVER = { servers: ["10.99.0.1"] };

/** The address moves from a port to a VLAN on a bond: the way such hosts are set up. */
export const BOND_AND_VLAN: NetworkDocument = {
  network: {
    interfaces: [
      PORT,
      { name: "bond0", bond: { members: ["eth1", "eth2"], mode: "active-backup" } },
      {
        name: "bond0.100",
        vlan: { parent: "bond0", id: 100 },
        ipv4: { method: "static", addresses: ["10.99.100.2/24"], gateway: "10.99.100.1" },
        dns: { servers: ["10.99.100.1"] },
      },
    ],
    management: "bond0.100",
  },
};

/** And back: nothing of the bond is asked for any more. */
export const LEASED: NetworkDocument = {
  network: { interfaces: [{ ...PORT, ipv4: { method: "dhcp" } }] },
};

/** The far end does not know this tag: no gateway, no name server. */
export const WRONG_VLAN: NetworkDocument = {
  network: {
    interfaces: [
      PORT,
      {
        name: "eth0.200",
        vlan: { parent: "eth0", id: 200 },
        ipv4: { method: "static", addresses: ["10.99.0.2/24"], gateway: "10.99.0.1" },
        dns: NAME_SERVER,
      },
    ],
  },
};

/** The only name server is one of the family that the link loses. */
export const WRONG_FAMILY: NetworkDocument = {
  network: {
    interfaces: [
      {
        ...PORT,
        ipv6: { method: "static", addresses: ["fd99::2/64"], gateway: "fd99::1" },
        dns: NAME_SERVER,
      },
    ],
  },
};

/** The address of the far end itself. */
export const TAKEN_ADDRESS: NetworkDocument = {
  network: {
    interfaces: [{ ...PORT, ipv4: { method: "static", addresses: ["10.99.0.1/24"] } }],
  },
};
