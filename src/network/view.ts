import { type Fact, known } from "../engine/index.ts";
import { linkDiffers } from "./differs.ts";
import { claimsOn } from "./observe-network.ts";
import type { Claim, SeenAddress, SeenLink, SeenNetwork } from "./seen.ts";
import { type LinkWanted, type NetworkSpec, wantedLinks } from "./wanted.ts";
import { isOfContainers } from "./ways-in.ts";

/** One link as consoles show it; JSON. */
export interface LinkView {
  readonly name: string;
  readonly kind: SeenLink["kind"];
  readonly mac: string;
  readonly driver: string | null;
  /** Megabits a second. */
  readonly speedMbps: number | null;
  /** `null`: the link is switched off, or nobody can tell. */
  readonly carrier: boolean | null;
  readonly mtu: number;
  readonly addresses: readonly Pick<SeenAddress, "cidr" | "method">[];
  readonly gateways: readonly string[];
  /** `VLAN 7 on eth0`, `bond of eth0, eth1 (802.3ad)`, `part of br0`. */
  readonly structure: string | null;
  readonly owner: "ours" | "foreign" | "usual" | "nobody";
  /** One sentence: which program and file configures it. */
  readonly ownerText: string;
  /** `DHCP 10.10.216.81/24, gateway 10.10.216.1`. */
  readonly summary: string;
  /** Whether the kernel lacks something asked; `null`: nothing is asked. */
  readonly differs: boolean | null;
  /** A device of a cluster or of containers. */
  readonly isPod: boolean;
}

/** Pure. In the order of the kernel's names. */
export function linkViews(
  seen: SeenNetwork,
  wanted: NetworkSpec | undefined,
): Fact<readonly LinkView[]> {
  if (seen.links.is !== "known") return seen.links;
  const asked = wantedLinks(wanted ?? {});
  return known(
    seen.links.value.map((link) =>
      viewOf(link, {
        claims: claimsOn(seen, link.name),
        wanted: asked.find(({ name }) => name === link.name),
      }),
    ),
  );
}

interface Beside {
  readonly claims: readonly Claim[];
  readonly wanted: LinkWanted | undefined;
}

function viewOf(link: SeenLink, { claims, wanted }: Beside): LinkView {
  const { name, kind, mac, driver, speedMbps, carrier, mtu, routes } = link;
  const own = link.addresses.filter(({ method }) => method !== "link-local");
  const gateways = routes.flatMap(({ to, via }) => (to === "default" ? (via ?? []) : []));
  return {
    name,
    kind,
    mac,
    driver: driver ?? null,
    speedMbps: speedMbps ?? null,
    carrier: carrier.is === "known" ? carrier.value : null,
    mtu,
    addresses: own.map(({ cidr, method }) => ({ cidr, method })),
    gateways,
    structure: structureOf(link),
    ...ownerOf(claims),
    summary: summaryOf(link, own, gateways),
    differs: wanted === undefined ? null : linkDiffers(wanted, link),
    isPod: isOfContainers(name),
  };
}

function structureOf({ vlan, bond, master }: SeenLink): string | null {
  if (vlan !== undefined) return `VLAN ${vlan.id} on ${vlan.parent}`;
  if (bond !== undefined) return `bond of ${bond.members.join(", ") || "nothing"} (${bond.mode})`;
  return master === undefined ? null : `part of ${master}`;
}

const WORDS: Readonly<Record<SeenAddress["method"], string>> = {
  dhcp: "DHCP",
  slaac: "automatic",
  static: "static",
  "link-local": "link-local",
};

function summaryOf(
  { carrier }: SeenLink,
  own: readonly SeenAddress[],
  gateways: readonly string[],
): string {
  if (own.length === 0) {
    return carrier.is === "known" && !carrier.value ? "no cable" : "no address";
  }
  const addresses = own.map(({ cidr, method }) => `${WORDS[method]} ${cidr}`).join(", ");
  return gateways.length === 0 ? addresses : `${addresses}, gateway ${gateways.join(", ")}`;
}

function ownerOf(claims: readonly Claim[]): Pick<LinkView, "owner" | "ownerText"> {
  const [claim] = claims.toSorted(
    (a, b) => Number(a.isUsual ?? false) - Number(b.isUsual ?? false),
  );
  if (claim === undefined) return { owner: "nobody", ownerText: "Nobody configures it." };
  const { program, file, isOurs, isUsual } = claim;
  const where = file === undefined ? program : `${program} (${file})`;
  if (isOurs) return { owner: "ours", ownerText: `From this document, through ${program}.` };
  if (isUsual === true)
    return { owner: "usual", ownerText: `As usual with ${program}; nobody here chose it.` };
  return { owner: "foreign", ownerText: `Configured by ${where}.` };
}

/** `static 10.0.0.9/24, gateway 10.0.0.1`; `undefined` when nothing is asked of this link. */
export function wantedText(name: string, wanted: NetworkSpec | undefined): string | undefined {
  const link = wantedLinks(wanted ?? {}).find((one) => one.name === name);
  if (link === undefined) return undefined;
  if (link.master !== undefined) return `member of ${link.master}`;
  const parts = [
    link.vlan === undefined ? undefined : `VLAN ${link.vlan.id} on ${link.vlan.parent}`,
    link.bond === undefined
      ? undefined
      : `bond of ${link.bond.members.join(", ")} (${link.bond.mode})`,
    ...addressWords(link),
    link.mtu === undefined ? undefined : `mtu ${link.mtu}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "no address" : parts.join(", ");
}

function addressWords({ ipv4, ipv6 }: LinkWanted): readonly string[] {
  const words = { dhcp: "DHCP", slaac: "IPv6 automatic", static: "static", none: "" } as const;
  return [ipv4, ipv6].flatMap(({ method, addresses, gateway }) => {
    if (method === "none") return [];
    const all = [words[method], ...addresses].join(" ");
    return gateway === undefined ? [all] : [all, `gateway ${gateway}`];
  });
}
