import type { Blocked } from "../engine/index.ts";
import { nearest } from "../text/index.ts";
import { readOnlyReason } from "./choose-driver.ts";
import type { NetworkDriver } from "./drivers/driver.ts";
import { claimsOn } from "./observe-network.ts";
import type { Claim, SeenLink, SeenNetwork } from "./seen.ts";
import type { LinkWanted } from "./wanted.ts";

export interface Around {
  readonly driver: NetworkDriver;
  readonly seen: SeenNetwork;
  readonly links: readonly SeenLink[];
  /** Links our own files are about. */
  readonly own: readonly string[];
  readonly wanted: readonly LinkWanted[];
}

/** Pure: why this link cannot be as asked on this host; nothing else is planned then. */
export function obstaclesTo(link: LinkWanted, around: Around): readonly Blocked[] {
  const seen = around.links.find(({ name }) => name === link.name);
  const missing = seen === undefined ? missingPort(link, around) : undefined;
  if (missing !== undefined) return [missing];
  return [
    ...claimsOn(around.seen, link.name).flatMap((claim) => ownerObstacle(link, claim, around)),
    ...(seen === undefined ? [] : kindObstacles(link, seen, around)),
    ...mtuObstacle(link, around),
  ];
}

function missingPort({ name, mac, vlan, bond }: LinkWanted, { links }: Around) {
  if (vlan !== undefined || bond !== undefined) return undefined;
  const ports = links.filter(({ kind }) => kind === "ethernet" || kind === "virtual");
  const named = ports.find((port) => port.mac === mac);
  const message = `this host has no port ${name}`;
  if (named !== undefined) {
    const hint = `The port with ${mac} is called ${named.name} here: write name: ${named.name}`;
    return blocked("NETWORK_LINK_MISSING", message, hint);
  }
  const names = ports.map((port) => port.name);
  const near = nearest(name, names);
  const list = names.length === 0 ? "It has none at all." : `It has ${names.join(", ")}.`;
  const hint = near === undefined ? list : `Did you mean ${near}?`;
  return blocked("NETWORK_LINK_MISSING", message, hint);
}

/** Never two writers. */
function ownerObstacle(link: LinkWanted, claim: Claim, { driver }: Around): readonly Blocked[] {
  if (claim.isOurs) return [];
  const { name } = link;
  const { program, file } = claim;
  const where = file === undefined ? program : `${program} (${file})`;
  const readOnly = readOnlyReason(claim);
  if (readOnly !== undefined) {
    const message = `${name} is configured by ${where}, which ${readOnly}`;
    const hint = `Take ${name} out of ${file ?? program}, or leave it out of the document.`;
    return [blocked("NETWORK_OWNED_ELSEWHERE", message, hint)];
  }
  if (program !== driver.id) {
    const message = `${name} is configured by ${where}, while ${driver.id} keeps the other links`;
    const hint = `Let one program have all links, or leave ${name} out of the document.`;
    return [blocked("NETWORK_OWNED_ELSEWHERE", message, hint)];
  }
  if (claim.isUsual === true) return [];
  if (!link.adopt) {
    const hint = "Add adopt: true to take it over, or leave it out of the document.";
    return [blocked("NETWORK_OWNED_ELSEWHERE", `${name} is configured by ${where}`, hint)];
  }
  return driver.id === "systemd-networkd" ? earlierFile(link, file ?? "") : [];
}

/** systemd-networkd takes the first file that matches, by name, whatever the folder. */
function earlierFile({ name }: LinkWanted, file: string): readonly Blocked[] {
  const base = file.slice(file.lastIndexOf("/") + 1);
  const own = `10-bringup-${name}.network`;
  if (base === "" || base > own) return [];
  const message = `${file} comes before ${own}, so ${name} would not change`;
  return [
    blocked("NETWORK_OWNED_ELSEWHERE", message, `Rename ${file}, for example to 50-${base}.`),
  ];
}

function kindObstacles(link: LinkWanted, seen: SeenLink, around: Around): readonly Blocked[] {
  const { name, mac, vlan, bond, master } = link;
  const out: Blocked[] = [];
  const kind = wantedKind(link);
  const fits = kind === "port" ? ["ethernet", "virtual"].includes(seen.kind) : seen.kind === kind;
  if (!fits) {
    const message = `${name} is ${ARTICLES[seen.kind]} on this host`;
    const hint =
      "Bridges, wifi and devices of others are shown here and changed where they were made.";
    out.push(blocked("NETWORK_LINK_KIND", message, hint));
  }
  const isOthers = (vlan !== undefined || bond !== undefined) && !around.own.includes(name);
  const isClaimed = claimsOn(around.seen, name).length > 0;
  if (fits && isOthers && !isClaimed && !link.adopt) {
    const message = `${name} is there already, made by somebody else`;
    const hint = "Add adopt: true to take it over, or use another name.";
    out.push(blocked("NETWORK_OWNED_ELSEWHERE", message, hint));
  }
  if (mac !== undefined && seen.mac !== mac && seen.master === undefined) {
    const other = around.links.find((port) => port.mac === mac && port.kind === seen.kind);
    const message = `${name} has the mac ${seen.mac}, not ${mac}`;
    const hint =
      other === undefined ? "Correct mac, or remove it." : `${mac} is ${other.name} here.`;
    out.push(blocked("NETWORK_LINK_MISSING", message, hint));
  }
  const holder = seen.master;
  if (holder !== undefined && holder !== master && !around.own.includes(holder)) {
    const message = `${name} is a part of ${holder}, which others made`;
    out.push(blocked("NETWORK_LINK_KIND", message, `Take it out of ${holder} first.`));
  }
  return out;
}

const ARTICLES: Readonly<Record<SeenLink["kind"], string>> = {
  ethernet: "a port",
  wifi: "a wifi adapter",
  bond: "a bond",
  bridge: "a bridge",
  vlan: "a VLAN",
  virtual: "a virtual device",
};

function wantedKind({ vlan, bond }: LinkWanted): "vlan" | "bond" | "port" {
  if (vlan !== undefined) return "vlan";
  return bond === undefined ? "port" : "bond";
}

/** The kernel refuses a VLAN that takes larger packets than its parent. */
function mtuObstacle({ name, mtu, vlan }: LinkWanted, around: Around): readonly Blocked[] {
  if (mtu === undefined || vlan === undefined) return [];
  const { parent } = vlan;
  const asked = around.wanted.find((other) => other.name === parent)?.mtu;
  const most = asked ?? around.links.find((other) => other.name === parent)?.mtu;
  if (most === undefined || mtu <= most) return [];
  const message = `${name} asks for mtu ${mtu}, its parent ${parent} has ${most}`;
  return [blocked("NETWORK_MTU", message, `Write mtu: ${mtu} at ${parent} as well.`)];
}

function blocked(code: string, message: string, hint: string): Blocked {
  return { code, message, hint };
}
