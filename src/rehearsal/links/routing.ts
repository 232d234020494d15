import { parseNetwork } from "../../addresses/index.ts";
import { holds } from "./configure.ts";
import type { PracticeLink, PracticeNetwork } from "./practice-link.ts";

export type Way =
  | { readonly is: "own" }
  | {
      readonly is: "out";
      readonly link: PracticeLink;
      readonly via?: string;
      readonly from: string;
    };

/** Pure: where packets to this address leave, the longest network first; `undefined`: nowhere. */
export function wayTo(links: readonly PracticeLink[], address: string): Way | undefined {
  const isOwn = links.some((link) => link.addresses.some(({ cidr }) => bare(cidr) === address));
  if (isOwn || /^(127\.|::1$)/.test(address)) return { is: "own" };
  const family = address.includes(":") ? "ipv6" : "ipv4";
  const found = links
    .flatMap((link) => link.routes.map((route) => ({ link, route })))
    .filter(({ link, route }) => route.family === family && isUsable(link))
    .filter(({ route }) => route.to === "default" || holds(route.to, address))
    .toSorted(
      (a, b) => lengthOf(b.route.to) - lengthOf(a.route.to) || metricOf(a) - metricOf(b),
    )[0];
  if (found === undefined) return undefined;
  const { link, route } = found;
  const from = link.addresses.find((one) => one.family === family)?.cidr ?? "";
  return {
    is: "out",
    link,
    from: bare(from),
    ...(route.via === undefined ? {} : { via: route.via }),
  };
}

/** Pure: whether anybody in the practice network hears what is sent there. */
export function isReached(
  { answers }: PracticeNetwork,
  links: readonly PracticeLink[],
  address: string,
): boolean {
  const way = wayTo(links, address);
  if (way === undefined || way.is === "own") return way !== undefined;
  return answers.includes(address) && (way.via === undefined || answers.includes(way.via));
}

/** Pure: whether this machine is there on the link and answers ARP or neighbour discovery. */
export function isNeighbour(
  { answers }: PracticeNetwork,
  link: PracticeLink | undefined,
  address: string,
): boolean {
  if (link === undefined || !isUsable(link) || !answers.includes(address)) return false;
  return link.addresses.some(({ cidr }) => holds(cidr, address));
}

export const bare = (cidr: string): string => cidr.replace(/\/\d+$/, "");

function isUsable({ carrier, isUp }: PracticeLink): boolean {
  return isUp && carrier.is === "known" && carrier.value;
}

function lengthOf(to: string): number {
  return to === "default" ? 0 : (parseNetwork(to)?.prefix ?? 0);
}

const metricOf = ({ route }: { readonly route: PracticeLink["routes"][number] }): number =>
  route.metric ?? 0;
