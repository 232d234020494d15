import assert from "node:assert/strict";
import type { SiteHost } from "./site-hosts.ts";
import { type Keys, type Person, typed } from "./site-person.ts";

/** A step may wait for another host, and for three of them on one processor. */
const RUN_MS = 240_000;

/** What asks the engine says nothing until it has its answer: pressing again would answer the next page. */
export const PLANNING_MS = 45_000;

/** Reads the plan, approves it, and follows its run to the end. */
export async function approves(person: Person, plan: RegExp): Promise<void> {
  await person.reads([/> Plan [0-9a-f]{12} {3}\d+ steps?/, plan]);
  await person.enters();
  await person.reads([/Apply this plan to the host\?/, /> Not yet, back to the plan/]);
  await person.chooses("Apply the plan to this host");
  await follows(person);
}

/** The same where data is lost: no Enter does it, only the name of the cluster. */
export async function approvesByName(person: Person, plan: RegExp, name: string): Promise<void> {
  await person.reads([/> Plan [0-9a-f]{12} {3}\d+ steps?/, plan]);
  await person.enters();
  await person.reads([/DATA LOSS: /, new RegExp(`Type ${name} to lose this data`)]);
  for (const piece of typed(name)) person.types(piece);
  await person.reads(new RegExp(`to lose this data {2}${name}`));
  await person.enters();
  await follows(person);
}

async function follows(person: Person): Promise<void> {
  await person.reads([/> Run {3}SUCCEEDED \d+:\d\d {3}(\d+) of \1 done/, /Enter done/], RUN_MS);
  await person.enters();
}

/** The page Cluster, filled in as a founder does. */
export async function founds(person: Person, version: string, artefacts: string): Promise<void> {
  await person.goesTo("Cluster");
  await person.reads(/Cluster name +not set, and a cluster needs it/);
  await person.fills("Cluster name", typed("rack12"));
  await person.sets("Distribution", "K3s");
  await person.fills("Version", typed(version));
  await person.fills("Artefacts directory", typed(artefacts));
  await person.sets("Pod network plugin", "flannel");
  await person.sets("Datastore", "sqlite");
  await person.reads(
    /With SQLite no second server can ever join[\s\S]*etcd lets servers join\s+later/,
  );
  await person.sets("Datastore", "etcd");
  await person.reads(/6 edits, not applied/);
  await person.chooses("Preview the plan", PLANNING_MS);
  await approves(person, /SERVICE UP/);
}

/** Of full rows, and with the eight characters at its end that prove it: a slow line brings it in pieces. */
const WHOLE_LINE =
  /^bringup-join-1\.(?=[\w\n-]+\.(?:[0-9a-f]\n?){8}\n\n)[\w.-]{63}(\n[\w.-]{78})+\n[\w.-]+(?=\n\n)/m;

/** What is done with the form, in whatever words. */
const THE_ACT = /^[> ] (\w+ the line)$/m;

/** By which one more host comes in, as a member shows it: read off its screen. */
export async function showsLineFor(member: Person, node: string): Promise<string> {
  await member.goesTo("Cluster");
  await member.chooses("Upkeep >");
  await member.chooses("Let one more host in");
  await member.fills("Name of the node", typed(node));
  const form = await member.reads([/Its role +control-plane/, THE_ACT]);
  await member.chooses(THE_ACT.exec(form)?.[1] ?? "", PLANNING_MS);
  const page = await member.reads([/Paste this on the host that joins/, WHOLE_LINE]);
  const [line] = WHOLE_LINE.exec(page) ?? assert.fail(page);
  await member.enters();
  await member.reads(/Let one more host in/);
  return line;
}

/** The page that takes the line; `keys` are how it arrives. */
export async function joins(person: Person, keys: Keys, artefacts: string): Promise<void> {
  await person.goesTo("Cluster");
  await person.chooses("Join a cluster >");
  await person.reads([
    /^Join a cluster$/m,
    /Paste the line a member shows\s+\(Cluster,\s+Upkeep,\s+Let\s+one\s+more\s+host\s+in\)/,
  ]);
  await person.fills("Line of a member", keys);
  await person.reads(/Line of a member +\d{3,4} characters, kept in memory only/);
  await person.fills("Artefacts directory", typed(artefacts));
  await person.chooses("Preview the plan", PLANNING_MS);
  await approves(person, /Claim \S+ for cluster/);
}

/** Until the page Status of this host shows all of them as voters that answer, and Ready. */
export async function seesOneSite(
  person: Person,
  hosts: readonly SiteHost[],
  versionOf: (host: SiteHost) => string,
): Promise<string> {
  await person.goesTo("Status");
  const voters = hosts.map(
    ({ name, address }) => new RegExp(`^${name}\\S*.* ${address}:\\d+ +voter.* online `, "m"),
  );
  const nodes = hosts.map((host) => {
    const version = versionOf(host).replaceAll(".", "\\.").replace("+", "\\+");
    return new RegExp(`^${host.name}( \\(here\\))? +Ready +v?${version} `, "m");
  });
  const count = new RegExp(`Nodes ${hosts.length} {3}Ready ${hosts.length}$`, "m");
  return person.reads([...voters, ...nodes, count], RUN_MS);
}
