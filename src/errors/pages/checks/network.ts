// A table: one row to a code.
import { pagesOf } from "../page.ts";
import { CHECKED } from "./checked.ts";

export const NETWORK_PAGES = pagesOf(
  { ...CHECKED, related: ["bringup check", "bringup network show", "bringup reach"] },
  {
    NETWORK_NO_LINK: [
      "No interface has a signal.",
      "No cable, or a switch without power.",
      "Plug in the cable and look at the lights.",
    ],
    NETWORK_NO_ADDRESS: [
      "No interface has an address.",
      "No DHCP server answers, and nothing static is set.",
      "Look for the DHCP server, or set a static address.",
    ],
    NETWORK_MANAGER_MEDDLES: [
      "NetworkManager would touch the interfaces of the cluster.",
      "It takes every new interface as its own.",
      "Tell it to leave cali*, flannel*, cni* and vxlan* alone.",
    ],
    NIC_DRIVER_TROUBLED: [
      "The driver of a network card has known trouble.",
      "A driver that loses packets or links in some versions.",
      "Use the version that is named, or another card.",
    ],
    LINK_POOR: [
      "A link is slower than it should be, or has errors.",
      "A bad cable, a port that negotiates wrongly, or half duplex.",
      "Change the cable and the port, then look again.",
    ],
    MTU_SMALL: [
      "The MTU of an interface is too small.",
      "A setting from a tunnel or a former site.",
      "Set 1500 unless you know why not.",
    ],
    MTU_DIFFERS: [
      "Interfaces of the cluster have different MTUs.",
      "One was set by hand.",
      "Use the same MTU on every host of the cluster.",
    ],
    ADDRESS_LEASED: [
      "The address of the node comes from DHCP.",
      "It may change, and a cluster does not survive that.",
      "Set a static address, or have the lease reserved.",
    ],
    DEFAULT_ROUTE_MISSING: [
      "There is no default route.",
      "No gateway is set or was offered.",
      "Set a gateway; a cluster needs one even without internet.",
    ],
    DEFAULT_ROUTE_AMBIGUOUS: [
      "There is more than one default route of the same rank.",
      "Two interfaces got a gateway.",
      "Give one a higher metric, or no gateway.",
    ],
    NODE_ADDRESS_MISSING: [
      "The address that the node shall have is on no interface.",
      "A typing error, or an interface that is down.",
      "Correct spec.cluster.nodeIp, or bring the interface up.",
    ],
    NODE_ADDRESS_AMBIGUOUS: [
      "It is not clear which address the node shall have.",
      "Several interfaces would do.",
      "Name it: spec.cluster.nodeIp.",
    ],
    HOSTNAME_DEFAULT: [
      "The host has the name it was installed with.",
      "Nobody named it; two of them cannot be in one cluster.",
      "Give it a name of its own.",
    ],
    HOSTNAME_INVALID: [
      "The name of the host cannot be the name of a node.",
      "Capitals, underscores, or too long.",
      "Use small letters, digits and hyphens.",
    ],
    HOSTNAME_ADDRESS_FOREIGN: [
      "The name of this host leads to an address that it does not have.",
      "An old line in /etc/hosts, or an old record in DNS.",
      "Correct the line or the record.",
    ],
    DNS_NO_SERVER: [
      "No name server is set.",
      "DHCP brought none, or static settings lack them.",
      "Set a DNS server.",
    ],
    DNS_ONLY_LOOPBACK: [
      "The only name server is this host itself.",
      "A local resolver; pods cannot ask it and would ask themselves in a circle.",
      "Give the cluster the real servers; systemd-resolved's own list is used where there is one.",
    ],
    DNS_NAME_UNKNOWN: [
      "A name that is needed leads nowhere.",
      "Name servers that do not know it.",
      "Ask for the name, or use other servers.",
    ],
    DNS_SEARCH_LONG: [
      "There are more search domains than pods can have.",
      "A long list from DHCP.",
      "Keep the ones that are needed.",
    ],
    DNS_SERVERS_MANY: [
      "There are more name servers than programs ask.",
      "Lists of several interfaces were put together.",
      "Keep three.",
    ],
    FIREWALL_ACTIVE: [
      "A firewall is active on this host.",
      "ufw, firewalld or rules of somebody else.",
      "Let the ports of the cluster through, or switch it off.",
    ],
    FORWARD_DROPPED: [
      "Forwarded packets are dropped.",
      "The policy of the FORWARD chain is DROP, often set by a container engine.",
      "Set it to ACCEPT, or let the networks of the cluster through.",
    ],
    RP_FILTER_STRICT: [
      "Packets that come back another way are dropped.",
      "rp_filter is strict, the default of some systems.",
      "Set net.ipv4.conf.*.rp_filter to 0 or 2.",
    ],
    CONNTRACK_LOW: [
      "The table of connections is small.",
      "A default for machines with little memory.",
      "Raise net.netfilter.nf_conntrack_max.",
    ],
    CIDR_OVERLAP: [
      "A network of the cluster overlaps one of this host.",
      "The default ranges are in use on this site.",
      "Choose other ranges for pods or services.",
    ],
    CIDR_PUBLIC: [
      "A network of the cluster is made of public addresses.",
      "A typing error, or a range that was taken from somewhere.",
      "Use a private range.",
    ],
    CIDR_SIZE: [
      "A network of the cluster is too small or too large.",
      "A mask that does not leave room for a network per node.",
      "Use the sizes that are named.",
    ],
    VIP_OUTSIDE: [
      "The virtual address is in no network of this host.",
      "A typing error, or an address of another site.",
      "Use a free address of the network that the nodes are in.",
    ],
    VIP_TAKEN: [
      "Another machine answers for the virtual address.",
      "It is in use, or inside a DHCP range.",
      "Use another address and keep it out of DHCP.",
    ],
    VIP_IS_NODE: [
      "The virtual address is the address of this node.",
      "The same one was written twice; a virtual address moves from node to node, and a node keeps its own.",
      "Use a free address of the network that the nodes are in.",
    ],
    VIP_IN_CLUSTER: [
      "The virtual address lies in a network of the cluster.",
      "The ranges of pods or services contain it.",
      "Use an address outside of them.",
    ],
  },
);
