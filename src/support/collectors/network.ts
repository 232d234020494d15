import type { Collector } from "../contract.ts";
import { command, file, folder } from "./lines.ts";

const RULES_BYTES = 16 * 1024 ** 2;

export const NETWORK: readonly Collector[] = [
  command("network/addresses", "Addresses", "ip -d address"),
  command("network/links", "Links and their counters", "ip -s -s link"),
  command("network/routes", "Routes", "ip route show table all"),
  command("network/routes-ipv6", "Routes (IPv6)", "ip -6 route show table all"),
  command("network/rules", "Rules of routing", "ip rule"),
  command("network/neighbours", "Neighbours", "ip neigh"),
  command("network/sockets", "Sockets", "ss -H -t -u -l -n -p"),
  command("network/connections", "Connections", "ss -H -t -n -p state connected"),
  command("network/socket-summary", "Sockets in sum", "ss -s"),
  command("network/counters", "Counters of the protocols", "nstat -a -s"),
  command("network/iptables", "iptables", "iptables-save -c", { maxBytes: RULES_BYTES }),
  command("network/ip6tables", "ip6tables", "ip6tables-save -c", { maxBytes: RULES_BYTES }),
  command("network/nftables", "nftables", "nft list ruleset", { maxBytes: RULES_BYTES }),
  command("network/bridge", "Bridges", "bridge -d link"),
  command("network/forwarding", "Forwarding database", "bridge fdb"),
  command("network/networkctl", "systemd-networkd", "networkctl status --all --no-pager"),
  command("network/networkmanager", "NetworkManager", "nmcli device show"),
  command("network/names", "systemd-resolved", "resolvectl status --no-pager"),
  command("network/firewalld", "firewalld", "firewall-cmd --list-all-zones"),
  file("/etc/resolv.conf", "Name servers"),
  file("/run/systemd/resolve/resolv.conf", "Name servers of systemd-resolved"),
  file("/etc/hosts", "Names of this host"),
  file("/etc/hostname", "Name of this host"),
  file("/etc/nsswitch.conf", "Order of name sources"),
  file("/etc/environment", "Environment of logins"),
  folder("/etc/systemd/network", "Settings of systemd-networkd"),
  folder("/run/systemd/network", "Settings of systemd-networkd until the next boot"),
  folder("/etc/netplan", "Settings of netplan"),
  folder("/etc/NetworkManager", "Settings of NetworkManager"),
];
