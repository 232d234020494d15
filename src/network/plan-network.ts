import type { Blocked, Candidate } from "../engine/index.ts";
import type { LinkEnd, NetworkChange, NetworkFile } from "./change.ts";
import { type Choice, chooseDriver } from "./choose-driver.ts";
import { deviceDiffers, linkDiffers } from "./differs.ts";
import type { LinkWork, Released } from "./drivers/driver.ts";
import { DRIVERS } from "./drivers/index.ts";
import { claimsOn } from "./observe-network.ts";
import { obstaclesTo } from "./obstacles.ts";
import { persistedFile } from "./persisted.ts";
import type { SeenFile, SeenLink, SeenNetwork } from "./seen.ts";
import { networkTry } from "./try/step.ts";
import { type LinkWanted, type NetworkSpec, wantedLinks } from "./wanted.ts";
import { waysInObstacles } from "./ways-in.ts";

export interface NetworkPlanRequest {
  readonly wanted: NetworkSpec;
  readonly seen: SeenNetwork;
  readonly isKairos: boolean;
  /** Where the way back of a try lies. */
  readonly folder: string;
  /** A person said that the network asked for is not here. */
  readonly withoutProof?: true;
}

const TITLE = "Network interfaces";

/** Pure: one step that tries all links at once, nothing where files and kernel agree, or why not. */
export function planNetwork(request: NetworkPlanRequest): Candidate {
  const { wanted, seen, folder, withoutProof } = request;
  if (wanted.interfaces === undefined) {
    return candidate({ skipped: [{ title: TITLE, reason: "the section lists none" }] });
  }
  if (seen.links.is !== "known") {
    const why = seen.links.is === "unknown" ? seen.links.why : "the kernel shows none";
    return candidate({ blocked: [unknownLinks(why)] });
  }
  const links = wantedLinks(wanted);
  const choice = chooseDriver(seen, links);
  if (choice.is === "none") {
    return candidate({ blocked: links.length === 0 ? [] : [choice.obstacle] });
  }
  const made = compose({ ...request, links: seen.links.value, choice, asked: links });
  if (made.blocked.length > 0) return candidate({ blocked: made.blocked });
  if (made.change === undefined) return candidate({});
  const title = titleOf(made.change);
  return candidate({
    steps: [
      networkTry({
        ...{ id: "network.links", title, change: made.change, folder },
        ...(withoutProof === undefined ? {} : { withoutProof }),
      }),
    ],
  });
}

interface Composing extends NetworkPlanRequest {
  readonly links: readonly SeenLink[];
  readonly asked: readonly LinkWanted[];
  readonly choice: Extract<Choice, { is: "chosen" }>;
}

interface Made {
  readonly blocked: readonly Blocked[];
  readonly change?: NetworkChange;
}

function compose(composing: Composing): Made {
  const { links, asked, choice, wanted, seen } = composing;
  const { driver } = choice;
  const before = driver.parts(choice.seen.own);
  const rendered = driver.render(asked);
  const after = driver.parts(
    rendered.map(({ path, content }) => ({ path, content: content ?? "" })),
  );
  const names = asked.map(({ name }) => name);
  const dropped = [...before.keys()].filter((name) => !names.includes(name));
  const around = { driver, seen, links, own: [...before.keys()], wanted: asked };
  const released = releasedFrom(composing);
  const blocked = [
    ...asked.flatMap((link) => obstaclesTo(link, around)),
    ...released.left.map(sharedPattern),
    ...waysInObstacles({ links, wanted: asked, dropped, management: wanted.management }),
  ];
  if (blocked.length > 0) return { blocked };
  const files = [...changedFiles(composing, rendered), ...released.files];
  const work = workFor(composing, (name) => before.get(name) !== after.get(name), dropped);
  const touched = [...new Set([...work.links, ...work.removes])];
  if (files.length === 0 && touched.length === 0) return { blocked };
  const change: NetworkChange = {
    driver: driver.id,
    files,
    ...driver.commands(work),
    links: touched,
    creates: work.creates,
    ends: touched.map((name) => endOf(name, composing)),
  };
  return { blocked, change };
}

function releasedFrom({ asked, choice, links, seen }: Composing): Released {
  const { driver } = choice;
  const names = asked
    .filter(({ adopt, name }) => adopt && claimsOn(seen, name).some(({ isOurs }) => !isOurs))
    .map(({ name }) => name);
  if (driver.release === undefined || names.length === 0) return { files: [], left: [] };
  return driver.release({ foreign: choice.seen.foreign, names, links });
}

function sharedPattern(name: string): Blocked {
  return {
    code: "NETWORK_OWNED_ELSEWHERE",
    message: `${name} is configured by a pattern that stands for other links too`,
    hint: "Take over all links of the pattern, or name them one by one in that file.",
  };
}

/** Ours that differ or are not wanted any longer, those of another driver included. */
function changedFiles(
  { choice, seen, isKairos }: Composing,
  rendered: readonly NetworkFile[],
): readonly NetworkFile[] {
  const others = DRIVERS.filter(({ id }) => id !== choice.driver.id).flatMap(({ id }) => {
    const fact = seen.drivers[id];
    return fact.is === "known" ? fact.value.own : [];
  });
  const stage = isKairos ? persistedFile(rendered, seen.persisted) : undefined;
  const persisted = seen.persisted.is === "known" ? [seen.persisted.value] : [];
  const there = [...choice.seen.own, ...others, ...persisted];
  const wanted = [...rendered, ...(stage === undefined ? [] : [stage])];
  const gone = [...choice.seen.own, ...others]
    .filter(({ path }) => !rendered.some((file) => file.path === path))
    .map(({ path, mode }): NetworkFile => ({ path, content: null, mode }));
  return [...wanted.filter((file) => !isThere(file, there)), ...gone];
}

function isThere(file: NetworkFile, there: readonly SeenFile[]): boolean {
  const found = there.find(({ path }) => path === file.path);
  return found?.content === (file.content ?? undefined) && found?.mode === file.mode;
}

function workFor(
  { links, asked, seen }: Composing,
  isRewritten: (name: string) => boolean,
  dropped: readonly string[],
): LinkWork {
  const linkOf = (name: string) => links.find((link) => link.name === name);
  const devices = asked.filter(({ vlan, bond }) => vlan !== undefined || bond !== undefined);
  const creates = devices.filter(({ name }) => linkOf(name) === undefined).map(({ name }) => name);
  const recreates: string[] = [];
  for (const device of devices) {
    const found = linkOf(device.name);
    const parent = device.vlan?.parent;
    const falls = parent !== undefined && recreates.includes(parent);
    if (found !== undefined && (falls || deviceDiffers(device, found))) recreates.push(device.name);
  }
  const isDevice = (name: string) => ["vlan", "bond"].includes(linkOf(name)?.kind ?? "");
  const removes = dropped.filter(isDevice);
  const told = asked
    .filter((link) => isRewritten(link.name) || linkDiffers(link, linkOf(link.name)))
    .map(({ name }) => name);
  const handsBack = dropped.filter((name) => linkOf(name) !== undefined && !isDevice(name));
  const work = [...new Set([...handsBack, ...told, ...recreates])];
  return {
    links: work,
    drifted: work.filter((name) => !isRewritten(name)),
    creates,
    recreates,
    removes,
    handsBack,
    withoutCarrier: work.filter((name) => {
      const carrier = linkOf(name)?.carrier;
      return carrier?.is === "known" && !carrier.value;
    }),
    former: Object.fromEntries(
      work.flatMap((name) => {
        const active = claimsOn(seen, name).find(({ connection }) => connection !== undefined);
        return active?.connection === undefined ? [] : [[name, active.connection]];
      }),
    ),
  };
}

/** Without a cable no address comes into force, so none is waited for. */
function endOf(name: string, { links, asked }: Composing): LinkEnd {
  const seen = links.find((link) => link.name === name);
  const wanted = asked.find((link) => link.name === name);
  const was = (seen?.addresses ?? [])
    .filter(({ method }) => method !== "link-local")
    .map(({ cidr }) => cidr);
  const hasCable = seen === undefined || seen.carrier.is !== "known" || seen.carrier.value;
  if (wanted === undefined || !hasCable) return { link: name, was, now: [] };
  const isGiven = ["dhcp", "slaac"].some(
    (method) => wanted.ipv4.method === method || wanted.ipv6.method === method,
  );
  const own = [...wanted.ipv4.addresses, ...wanted.ipv6.addresses];
  return { link: name, was, now: isGiven && own.length === 0 ? null : own };
}

/** `eth0: 10.0.0.2/24 becomes 10.0.0.9/24`, or the names when there are several. */
function titleOf({ ends = [], links, creates }: NetworkChange): string {
  const [only, ...more] = ends;
  if (only === undefined) return "Write the network settings";
  if (more.length > 0) return `Change ${links.join(", ")}`;
  const now = only.now === null ? "DHCP" : shown(only.now);
  return creates.includes(only.link)
    ? `Make ${only.link} with ${now}`
    : `${only.link}: ${shown(only.was)} becomes ${now}`;
}

function shown(addresses: readonly string[]): string {
  return addresses.length === 0 ? "no address" : addresses.join(", ");
}

function unknownLinks(why: string): Blocked {
  return {
    code: "NETWORK_UNKNOWN",
    message: `the links of this host cannot be seen: ${why}`,
    hint: "The program ip (package iproute2) has to be there.",
  };
}

function candidate(parts: Partial<Candidate>): Candidate {
  return { steps: [], skipped: [], blocked: [], ...parts };
}
