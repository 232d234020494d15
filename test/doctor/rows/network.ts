// Over 100 lines by design: a sick and a well machine for each symptom of the network.
import type { Rows } from "../row.ts";

const CNI = "/opt/cni/bin";
const OFFLOADS_ON =
  "Features for eth0:\ntx-udp_tnl-segmentation: on\ntx-udp_tnl-csum-segmentation: on\n";
const OFFLOADS_OFF = OFFLOADS_ON.replaceAll(": on", ": off");

/** Two cards in one network, each with a way out. */
const TWO_CARDS = {
  "/sys/class/net/eno2/type": "1\n",
  "/sys/class/net/eno2/carrier": "1\n",
  "/sys/class/net/eno2/device/uevent": "DRIVER=e1000e\n",
  "/proc/net/route":
    "Iface\tDestination\tGateway\n" +
    "eno1\t00000000\t01D80A0A\t0003\t0\t0\t100\t00000000\n" +
    "eno2\t00000000\t01D80A0A\t0003\t0\t0\t200\t00000000\n",
};

function addresses(second: string): string {
  const of = (ifname: string, local: string) => ({
    ifname,
    flags: ["UP"],
    addr_info: [{ family: "inet", local, prefixlen: 24, scope: "global" }],
  });
  return JSON.stringify([of("eno1", "10.10.216.81"), of("eno2", second)]);
}

const NO_ADDRESS = JSON.stringify([{ ifname: "eth0", flags: ["UP"], addr_info: [] }]);

export const NETWORK_ROWS: Rows = {
  "network.tunnel-mtu": {
    sick: [
      {
        files: { "/sys/class/net/flannel.1/mtu": "1500\n" },
        says: "likely degraded",
        shows: "flannel.1: MTU 1500",
      },
    ],
    well: [
      { files: { "/sys/class/net/vxlan.calico/mtu": "1450\n" }, because: "fits into the link" },
    ],
  },
  "network.forward-dropped": {
    sick: [
      {
        files: { "/sys/class/net/cni0/mtu": "1450\n" },
        said: { "iptables -S FORWARD": "-P FORWARD DROP\n" },
        says: "likely degraded",
        shows: "-P FORWARD DROP",
      },
      {
        files: { "/sys/class/net/cni0/mtu": "1450\n", "/etc/ufw/ufw.conf": "ENABLED=yes\n" },
        says: "possible degraded",
        shows: "Firewall: ufw",
      },
    ],
    well: [{ files: { "/sys/class/net/cni0/mtu": "1450\n" }, because: "nothing is held back" }],
  },
  "network.guest-without-address": {
    sick: [
      {
        on: "vmware-guest",
        said: { "ip -j addr": NO_ADDRESS },
        units: { "systemd-networkd.service": {} },
        says: "likely node-down",
        shows: "no address on eth0",
      },
      {
        on: "vmware-guest",
        said: { "ip -j addr": NO_ADDRESS },
        says: "possible node-down",
        shows: "systemd-networkd does not run",
      },
    ],
    well: [{ on: "vmware-guest", because: "eth0, 192.0.2.2/24" }],
  },
  "network.two-default-routes": {
    sick: [
      {
        files: TWO_CARDS,
        said: { "ip -j addr": addresses("10.10.216.82") },
        says: "likely degraded",
        shows: "eno2: 10.10.216.82/24",
      },
      {
        files: {
          ...TWO_CARDS,
          "/proc/net/route": TWO_CARDS["/proc/net/route"].replace("200", "100"),
        },
        said: { "ip -j addr": addresses("10.10.216.82") },
        says: "certain degraded",
        shows: "eno2: 10.10.216.82/24",
      },
    ],
    well: [
      { because: "Default route:" },
      {
        files: TWO_CARDS,
        said: { "ip -j addr": addresses("10.10.217.82") },
        because: "Default route:",
      },
    ],
  },
  "network.tunnel-offload": {
    sick: [
      {
        on: "vmware-guest",
        said: { "ethtool -k eth0": OFFLOADS_ON },
        files: { "/sys/class/net/scbr-100/type": "1\n" },
        says: "likely degraded",
        shows: "eth0: tx-udp_tnl-segmentation: on",
      },
      {
        on: "vmware-guest",
        said: { "ethtool -k eth0": OFFLOADS_ON },
        says: "possible cosmetic",
        shows: "eth0: vmxnet3",
      },
    ],
    well: [
      {
        on: "vmware-guest",
        said: { "ethtool -k eth0": OFFLOADS_OFF },
        because: "both offloads are off",
      },
    ],
  },
  "network.cni-ownership": {
    sick: [
      {
        files: {
          [`${CNI}/`]: { content: "", owner: { uid: 1000, gid: 1000 } },
          [`${CNI}/bridge`]: { content: "x", owner: { uid: 1000, gid: 0 } },
          [`${CNI}/host-local`]: "x",
        },
        says: "likely node-down",
        shows: "/opt/cni/bin/bridge: owner 1000:0",
        mend: ["Let /opt/cni/bin be owner 0:0", "Let /opt/cni/bin/bridge be owner 0:0"],
      },
    ],
    well: [{ files: { [`${CNI}/bridge`]: "x" }, because: "/opt/cni/bin belongs to root" }],
  },
  "network.calico-kernel": {
    sick: [
      {
        files: {
          "/proc/sys/kernel/osrelease": "6.8.0-57-generic\n",
          "/var/lib/calico/nodename": "edge-1\n",
        },
        says: "likely node-down",
        shows: "6.8.0-57-generic",
      },
    ],
    well: [
      { files: { "/var/lib/calico/nodename": "edge-1\n" }, because: "6.8.0-90-generic" },
      {
        files: {
          "/proc/sys/kernel/osrelease": "6.8.0-57-generic\n",
          "/var/lib/calico/nodename": "edge-1\n",
          "/proc/sys/net/ipv6/conf/all/disable_ipv6": "1\n",
        },
        because: "IPv6 is switched off",
      },
    ],
  },
};
