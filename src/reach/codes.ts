// Over 100 lines by design: the one table of stable codes of the ladder, in the order of the rungs.
import type { ErrorCode } from "../errors/index.ts";

interface CodeEntry {
  /** What it stands for, for the reader of a script. */
  readonly means: string;
  /** What to do next, when the rung has nothing more precise to say. */
  readonly next: string;
}

/** Codes are stable: scripts and documents refer to them. Those of the proxy are in `src/errors`. */
export const REACH_CODES = {
  LINK_NONE: {
    means: "there is no network interface",
    next: "Check that the card is seated and its driver is loaded.",
  },
  LINK_OFF: {
    means: "the interface is switched off",
    next: "Switch the interface on, or give it a configuration.",
  },
  LINK_NO_CARRIER: {
    means: "the cable carries no signal",
    next: "Plug in the cable, and look at the lights of the port and the switch.",
  },
  ADDRESS_NONE: {
    means: "no interface has an address of this family",
    next: "Look for the DHCP server, or give the interface a static address.",
  },
  ADDRESS_SELF_ASSIGNED: {
    means: "the host gave itself an address because nobody else did",
    next: "Look for the DHCP server and the VLAN of the port, or set a static address.",
  },
  ADDRESS_DUPLICATE: {
    means: "another machine has the same address",
    next: "Give this host another address, or find the machine that has it.",
  },
  ROUTE_NONE: {
    means: "no route leads there",
    next: "Set a default gateway, or a route to this network.",
  },
  GATEWAY_SILENT: {
    means: "the gateway answers neither ARP nor neighbour discovery",
    next: "Check the address of the gateway, the network mask and the VLAN of the port.",
  },
  DNS_NOT_CONFIGURED: {
    means: "no name server is set",
    next: "Set a DNS server (Settings > DNS).",
  },
  DNS_SILENT: {
    means: "no name server answers",
    next: "Check the addresses of the DNS servers, and that port 53 is let through.",
  },
  DNS_FAILS: {
    means: "name servers answer, but with an error of their own",
    next: "Ask the owner of the DNS server: it refuses this host, or cannot reach others itself.",
  },
  NAME_UNKNOWN: {
    means: "name servers answer that there is no such name",
    next: "Check the spelling, or ask for the name in this DNS.",
  },
  NAME_OTHER_FAMILY: {
    means: "the name only has addresses of a family this host does not have",
    next: "Give this host an address of that family, or the name an address of this one.",
  },
  CONNECT_REFUSED: {
    means: "the machine answers, but nothing listens on this port",
    next: "Check the port, and that the service there runs.",
  },
  CONNECT_SILENT: {
    means: "nothing answers at this address and port",
    next: "Ask for a firewall rule from this host to there, and check that the server is up.",
  },
  CONNECT_UNREACHABLE: {
    means: "a router on the way, or this host, says that there is no way",
    next: "Check the address, and the routes behind the gateway.",
  },
  CLOCK_IMPLAUSIBLE: {
    means: "the clock shows a time before this program was written",
    next: "Set the date (timedatectl set-time), then look at the battery of the clock.",
  },
  CLOCK_WRONG: {
    means: "a time server shows another time",
    next: "Let a time server set the clock (Settings > Time), or set it by hand.",
  },
  CLOCK_OUTSIDE_CERTIFICATE: {
    means: "the certificate is good, but not at the time this clock shows",
    next: "Set the clock (Settings > Time), then look again.",
  },
  TLS_SILENT: {
    means: "the server takes the connection and never begins TLS",
    next: "Ask the owner of the server or of a firewall in between: connections are taken and left.",
  },
  TLS_BROKEN: {
    means: "the TLS handshake ends with an error",
    next: "Check that this port speaks TLS, and which versions both sides allow.",
  },
  TLS_EXPIRED: {
    means: "the certificate has expired",
    next: "Ask the owner of the server for a new certificate.",
  },
  TLS_NOT_YET_VALID: {
    means: "the certificate is not valid yet",
    next: "Compare the clock of this host with that of the server.",
  },
  TLS_OTHER_NAME: {
    means: "the certificate is for another name",
    next: "Use a name that is in the certificate, or check where this name leads.",
  },
  TLS_UNKNOWN_AUTHORITY: {
    means: "the certificate comes from an authority that is not trusted here",
    next: "Compare its fingerprint with the owner's, then add it (Settings > Certificates).",
  },
  TLS_INSPECTED: {
    means: "something on the way opens TLS and presents certificates of its own",
    next: "Have these destinations exempted from inspection, or add its authority (Settings > Certificates).",
  },
  PORTAL: {
    means: "a captive portal answers in place of the destination",
    next: "Have this host let through by the owner of the network, or log in to its portal from here.",
  },
  MTU_BLACK_HOLE: {
    means: "small packets pass, large ones vanish",
    next: "Lower the MTU of the interface (1280 passes nearly everywhere), or have ICMP let through.",
  },
  ANSWER_NONE: {
    means: "the connection stands, but no request is answered",
    next: "Ask the owner of the server: it takes connections and does not serve them.",
  },
  ANSWER_ERROR: {
    means: "the server answers with an error of its own",
    next: "Ask the owner of the server; the way to it is fine.",
  },
  ANSWER_NOT_PLANE: {
    means: "something answers, but it is no management plane",
    next: "Check the address of the plane.",
  },
  ANSWER_NOT_REGISTRY: {
    means: "something answers, but it is no registry of images",
    next: "Check the address of the registry.",
  },
  ANSWER_UNEXPECTED: {
    means: "an empty answer (204) was expected, and something else came",
    next: "Look at what answers there.",
  },
  TIME_SILENT: {
    means: "the time server does not answer",
    next: "Check its address, and that UDP port 123 is let through in both directions.",
  },
  TIME_UNSURE: {
    means: "the time server does not know the time itself",
    next: "Use another time server, or ask its owner.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

type OwnCode = keyof typeof REACH_CODES;

/** Stable; our own, or what happened at the proxy. */
export type ReachCode = OwnCode | Extract<ErrorCode, `PROXY_${string}`>;

export function isOwnCode(code: string): code is OwnCode {
  return Object.hasOwn(REACH_CODES, code);
}
