// Over 100 lines: the answers of one program, in its two ways of printing them.
import { addressText, lastOf, parseNetwork } from "../../addresses/index.ts";
import type { CommandOutcome } from "../../engine/index.ts";
import { exited } from "../../host/index.ts";
import { PRACTICE, type PracticeLink, type PracticeNetwork } from "./practice-link.ts";
import { bare, isNeighbour, wayTo } from "./routing.ts";

export interface Asked {
  readonly network: PracticeNetwork;
  readonly links: readonly PracticeLink[];
}

/**
 * Pure: what `ip` prints for a question, in the shapes that iproute2 6.1 on Debian 12 printed for a
 * port, a VLAN and a bond: `-j` and `-o` of `addr show` and `link show`, `route show`, `route get`
 * and `neigh show`. Fields that nobody reads are left out.
 */
export function ipAnswer(args: readonly string[], asked: Asked): CommandOutcome {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const name = after(words, "dev");
  const links = asked.links.filter((link) => name === undefined || link.name === name);
  const isText = !args.some((arg) => /^-[a-z]*j/.test(arg));
  const isSix = args.includes("-6");
  if (name !== undefined && links.length === 0)
    return exited("", { exitCode: 1, stderr: `Device "${name}" does not exist.\n` });
  switch (words[0]?.[0]) {
    case "a":
      return isText
        ? lines(links.flatMap(addressLines))
        : json(withLoopback(links, name).map(addr));
    case "l":
      return isText ? lines(links.map(linkLine)) : json(withLoopback(links, name).map(link));
    case "r":
      if (words[1] === "get") return routeGet(words[2] ?? "", asked);
      return isText
        ? lines(links.flatMap((one) => routeLines(one, isSix)))
        : json(links.flatMap((one) => routes(one, isSix, words.includes("default"))));
    case "n":
      return neighbour(words, { ...asked, isText });
    default:
      return exited("", { exitCode: 1, stderr: `Object "${words[0]}" is not simulated.\n` });
  }
}

/** Pure: every question of the script that brings a network back, with its answer. */
export function ipTranscript(links: readonly PracticeLink[]): string {
  const asked = { links, network: { about: "", links: [], answers: [] } };
  const questions = links.flatMap(({ name }) => [
    `-o link show dev ${name}`,
    `-o addr show dev ${name}`,
    `-4 route show table main dev ${name}`,
    `-6 route show table main dev ${name}`,
  ]);
  return questions
    .map((question) => {
      const answer = ipAnswer(question.split(" "), asked);
      const said = answer.is === "exited" ? answer.stdout.split("\n").filter(Boolean) : [];
      return [question, ...said.map((line) => `${question} > ${line}`), ""].join("\n");
    })
    .join("");
}

const after = (words: readonly string[], word: string): string | undefined => {
  const at = words.indexOf(word);
  return at < 0 ? undefined : words[at + 1];
};

const json = (records: readonly object[]): CommandOutcome => exited(JSON.stringify(records));
const lines = (all: readonly string[]): CommandOutcome =>
  exited(all.map((line) => `${line}\n`).join(""));

const LOOPBACK: PracticeLink = {
  ...{ name: "lo", index: 1, mac: "00:00:00:00:00:00", kind: "virtual", mtu: 65_536, isUp: true },
  ...{ routes: [], dns: [], search: [], addresses: [], carrier: { is: "known", value: true } },
};

function withLoopback(links: readonly PracticeLink[], asked: string | undefined) {
  return asked === undefined ? [LOOPBACK, ...links] : links;
}

function flagsOf({ name, isUp, carrier, master }: PracticeLink): readonly string[] {
  const isLive = carrier.is === "known" && carrier.value;
  return [
    ...(name === "lo" ? ["LOOPBACK"] : ["BROADCAST", "MULTICAST"]),
    ...(isUp && !isLive ? ["NO-CARRIER"] : []),
    ...(master === undefined ? [] : ["SLAVE"]),
    ...(isUp ? ["UP"] : []),
    ...(isUp && isLive ? ["LOWER_UP"] : []),
  ];
}

function base(one: PracticeLink) {
  const { index, name, mtu, mac, master, vlan } = one;
  return {
    ...{ ifindex: index, ifname: name, flags: flagsOf(one), mtu, qdisc: "fq_codel" },
    ...(vlan === undefined ? {} : { link: vlan.parent }),
    ...(master === undefined ? {} : { master }),
    ...{ operstate: one.isUp ? "UP" : "DOWN", group: "default", link_type: "ether", address: mac },
  };
}

function link(one: PracticeLink): object {
  const { vlan, bond } = one;
  if (vlan !== undefined) {
    const data = { protocol: "802.1Q", id: vlan.id, flags: ["REORDER_HDR"] };
    return { ...base(one), linkinfo: { info_kind: "vlan", info_data: data } };
  }
  if (bond === undefined) return base(one);
  const data = { mode: bond.mode, miimon: bond.miimonMs, updelay: 0, downdelay: 0 };
  return { ...base(one), linkinfo: { info_kind: "bond", info_data: data } };
}

/** A lease of the practice network lasts an hour, and never grows older. */
const LEASE_SEC = 3600;

function addr(one: PracticeLink): object {
  return {
    ...base(one),
    addr_info: one.addresses.map(({ family, cidr, method }) => ({
      family: family === "ipv6" ? "inet6" : "inet",
      local: bare(cidr),
      prefixlen: Number(cidr.split("/")[1]),
      scope: method === "link-local" ? "link" : "global",
      ...(isLeased(method) ? { dynamic: true, valid_life_time: LEASE_SEC } : {}),
    })),
  };
}

const isLeased = (method: string): boolean => method === "dhcp" || method === "slaac";

function routes(one: PracticeLink, isSix: boolean, isDefaultOnly: boolean): readonly object[] {
  return routesOf(one, isSix)
    .filter(({ to }) => !isDefaultOnly || to === "default")
    .map(({ to, via, protocol, metric }) => ({
      dst: to,
      ...(via === undefined ? {} : { gateway: via }),
      ...{ dev: one.name, protocol, flags: [] },
      ...(metric === undefined ? {} : { metric }),
    }));
}

function routesOf({ routes: all }: PracticeLink, isSix: boolean) {
  return all.filter(({ family }) => (family === "ipv6") === isSix);
}

/** `4: eth0: <BROADCAST,UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT ...` */
function linkLine(one: PracticeLink): string {
  const { index, name, vlan, master, mtu, mac } = one;
  const shown = vlan === undefined ? name : `${name}@${vlan.parent}`;
  const held = master === undefined ? "" : ` master ${master}`;
  const state = `mtu ${mtu} qdisc fq_codel${held} state ${one.isUp ? "UP" : "DOWN"}`;
  return `${index}: ${shown}: <${flagsOf(one).join(",")}> ${state} mode DEFAULT group default qlen 1000\\    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`;
}

/** `4: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global dynamic eth0\       valid_lft ...` */
function addressLines({ index, name, addresses }: PracticeLink): readonly string[] {
  return addresses.map(({ family, cidr, method }) => {
    const scope = method === "link-local" ? "link" : "global";
    const given = isLeased(method) ? " dynamic" : "";
    const life = isLeased(method) ? `${LEASE_SEC}sec` : "forever";
    const network = family === "ipv4" ? parseNetwork(cidr) : undefined;
    const brd = network === undefined ? "" : ` brd ${addressText(lastOf(network))}`;
    const last = family === "ipv4" ? ` ${name}` : " ";
    const word = family === "ipv4" ? "inet" : "inet6";
    return `${index}: ${name}    ${word} ${cidr}${brd} scope ${scope}${given}${last}\\       valid_lft ${life} preferred_lft ${life}`;
  });
}

function routeLines(one: PracticeLink, isSix: boolean): readonly string[] {
  return routesOf(one, isSix).map(({ to, via, protocol, metric }) =>
    [
      ...[to, via === undefined ? [] : ["via", via]].flat(),
      ...["proto", protocol],
      ...(metric === undefined ? [] : ["metric", `${metric}`]),
      ...(isSix ? ["pref", "medium"] : []),
    ].join(" "),
  );
}

function routeGet(address: string, { links }: Asked): CommandOutcome {
  const way = wayTo(links, address);
  if (way === undefined)
    return exited("", { exitCode: 2, stderr: "RTNETLINK answers: Network is unreachable\n" });
  if (way.is === "own")
    return json([{ type: "local", dst: address, dev: "lo", prefsrc: address, flags: [] }]);
  const { link: out, via, from } = way;
  const gateway = via === undefined ? {} : { gateway: via };
  return json([{ dst: address, ...gateway, dev: out.name, prefsrc: from, flags: [] }]);
}

interface AskedNeighbour extends Asked {
  readonly isText: boolean;
}

/** Whoever is asked is asked at once; changes of the table (`replace ... use`, `del`) are that too. */
function neighbour(words: readonly string[], { network, links, isText }: AskedNeighbour) {
  if (words[1] === "del" || words[1] === "replace") return exited("");
  const [address = "", name = ""] = [after(words, "to"), after(words, "dev")];
  if (address === "") return json([]);
  const on = links.find((one) => one.name === name);
  const isThere = isNeighbour(network, on, address);
  const lladdr = PRACTICE.mac(network.answers.indexOf(address) + 1);
  if (isText) {
    const said = isThere ? `lladdr ${lladdr} REACHABLE` : " FAILED";
    return lines([`${address} dev ${name} ${said}`]);
  }
  const state = isThere ? { lladdr, state: ["REACHABLE"] } : { state: ["FAILED"] };
  return json([{ dst: address, dev: name, used: 0, confirmed: 0, updated: 0, ...state }]);
}
