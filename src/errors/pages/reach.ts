// A table: one row to a code of the ladder; what to do next stands beside the code itself.
import { pagesOf } from "./page.ts";

export const REACH_PAGES = pagesOf(
  {
    safe: "Looking again: the ladder only asks, step by step, and changes nothing.",
    related: ["bringup reach", "bringup network show"],
  },
  {
    LINK_NONE: [
      "There is no network interface.",
      "A card that is not seated, or a driver that is not loaded.",
    ],
    LINK_OFF: ["The interface is switched off.", "Nobody configured it, or somebody set it down."],
    LINK_NO_CARRIER: [
      "The cable carries no signal.",
      "A cable that is not in, a dead port, or a switch without power.",
    ],
    ADDRESS_NONE: [
      "No interface has an address of this family.",
      "No DHCP server answers, or nothing was configured.",
    ],
    ADDRESS_SELF_ASSIGNED: [
      "The host gave itself an address.",
      "DHCP is on and nobody answered it: often a wrong VLAN.",
    ],
    ADDRESS_DUPLICATE: [
      "Another machine has the same address.",
      "A static address inside a DHCP range, or a cloned machine.",
    ],
    ROUTE_NONE: [
      "No route leads there.",
      "There is no default gateway, or it is in another network than the address.",
    ],
    GATEWAY_SILENT: [
      "The gateway does not answer on the wire.",
      "A wrong address or mask, a wrong VLAN, or a gateway that is down.",
    ],
    DNS_NOT_CONFIGURED: [
      "No name server is set.",
      "DHCP brought none, or static settings lack them.",
    ],
    DNS_SILENT: ["No name server answers.", "Wrong addresses, or a firewall that drops port 53."],
    DNS_FAILS: [
      "Name servers answer with an error of their own.",
      "They refuse this host, or do not reach others themselves.",
    ],
    NAME_UNKNOWN: [
      "There is no such name.",
      "A typing error, or a name that only an inner name server knows.",
    ],
    NAME_OTHER_FAMILY: [
      "The name has addresses of the other family only.",
      "The host has IPv4 alone and the name IPv6 alone, or the other way round.",
    ],
    CONNECT_REFUSED: [
      "The machine answers, and nothing listens on this port.",
      "A wrong port, or the service there is stopped.",
    ],
    CONNECT_SILENT: [
      "Nothing answers at this address and port.",
      "A firewall that drops packets, or a machine that is off.",
    ],
    CONNECT_UNREACHABLE: [
      "A router says that there is no way.",
      "A network that is not connected to this one, or a wrong address.",
    ],
    CLOCK_IMPLAUSIBLE: [
      "The clock shows a time before this program was written.",
      "An empty battery, or a board without a clock.",
    ],
    CLOCK_WRONG: [
      "A time server shows another time.",
      "No time server sets this clock, or a wrong one does.",
    ],
    CLOCK_OUTSIDE_CERTIFICATE: [
      "The certificate is good, and not at the time this clock shows.",
      "The clock of this host is wrong.",
    ],
    TLS_SILENT: [
      "The server takes the connection and never begins TLS.",
      "A firewall that takes connections for others, or a plain service.",
    ],
    TLS_BROKEN: [
      "The TLS handshake ends with an error.",
      "No TLS on this port, or no version that both sides allow.",
    ],
    TLS_EXPIRED: [
      "The certificate of the server has expired.",
      "Its owner did not renew it, or this clock is ahead.",
    ],
    TLS_NOT_YET_VALID: [
      "The certificate of the server is not valid yet.",
      "This clock is behind, or the server's was ahead.",
    ],
    TLS_OTHER_NAME: [
      "The certificate is for another name.",
      "An address was used in place of the name, or the name leads somewhere else.",
    ],
    TLS_UNKNOWN_AUTHORITY: [
      "The certificate comes from an authority that is not trusted here.",
      "A private authority of the site, or something that opens TLS on the way.",
    ],
    TLS_INSPECTED: [
      "Something on the way opens TLS.",
      "A proxy or firewall that inspects and presents certificates of its own.",
    ],
    PORTAL: [
      "A captive portal answers in place of the destination.",
      "A guest network that wants somebody to log in.",
    ],
    MTU_BLACK_HOLE: [
      "Small packets pass, large ones vanish.",
      "A tunnel on the way with a smaller MTU, and a firewall that drops ICMP.",
    ],
    ANSWER_NONE: [
      "The connection stands, and no request is answered.",
      "The service behind it hangs.",
    ],
    ANSWER_ERROR: [
      "The server answers with an error of its own.",
      "Trouble at the server; the way to it is fine.",
    ],
    ANSWER_NOT_PLANE: [
      "Something answers that is no management plane.",
      "A wrong address, or a page of a proxy or portal.",
    ],
    ANSWER_NOT_REGISTRY: [
      "Something answers that is no registry of images.",
      "A wrong address or path, or a page of a proxy.",
    ],
    ANSWER_UNEXPECTED: [
      "Another answer came than the empty one that was expected.",
      "A portal or proxy answers for the destination.",
    ],
    TIME_SILENT: [
      "The time server does not answer.",
      "A wrong address, or UDP port 123 is not let through.",
    ],
    TIME_UNSURE: ["The time server does not know the time itself.", "It has lost its own source."],
  },
);
