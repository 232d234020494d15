// Three hosts with a real systemd each form a site, lose one, replace it, are upgraded and removed, by hand at their consoles of 80x24. Simulated is the program of K3s.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { standInArtefacts } from "../../src/distributions/k3s/stand-in/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { clusterOf, documentText } from "./documents.ts";
import { whyNot } from "./lab.ts";
import { agentAnswers } from "./look.ts";
import { write } from "./machine.ts";
import { openSite, type SiteHost, type SiteOfHosts } from "./site-hosts.ts";
import { type Keys, type Person, pasted, sitDown, typed } from "./site-person.ts";
import {
  approves,
  approvesByName,
  founds,
  joins,
  PLANNING_MS,
  seesOneSite,
  showsLineFor,
} from "./site-screens.ts";

const why = whyNot();
const skip = why === undefined ? false : `a site of three real hosts not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

/** From 1.35 on a host needs cgroup v2, which is a matter of the machine around. */
const [OLD, NEW] = ["1.33.6+k3s1", "1.34.5+k3s1"];
const { checks: usual } = clusterOf(OLD);
/** Three hosts that share one drive wait for each other. */
const SHARED = { id: "hardware.drive-latency", reason: "one drive for all hosts of the test" };
const checks = { waivers: [...usual.waivers, SHARED] };
/** A node is given up 40 s after its last word. */
const LIMIT_MS = 180_000;

/** A host, and who sits at it. */
interface Place {
  readonly host: SiteHost;
  readonly person: Person;
}

let site: SiteOfHosts;
let first: Place;
let second: Place;
let third: Place;

before(async () => {
  if (skip !== false) return;
  site = await openSite();
  [first, second, third] = await Promise.all([place(1), place(2), place(3, "vt100")]);
});

after(async () => {
  await Promise.all([first, second, third].map((each) => each?.person.close()));
  await site?.close();
});

/** The tests build on each other: what comes after a failure says nothing more. */
let isSound = true;
function chapter(title: string, tell: () => Promise<void>): void {
  test(title, { skip }, async () => {
    assert.ok(isSound, "an earlier test failed");
    isSound = false;
    await tell();
    isSound = true;
  });
}

const place = async (number: number, term?: string): Promise<Place> => {
  const host = await started(prepared(number));
  return { host, person: sitDown(host, term) };
};

/** With what two versions are installed from; not switched on yet. */
async function prepared(number: number): Promise<SiteHost> {
  const host = site.host(number);
  const { files } = createMachineHost();
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  for (const [folder, version] of Object.entries({ old: OLD, new: NEW }))
    for (const [name, { content, mode }] of Object.entries(
      standInArtefacts({ version, architecture }),
    ))
      await files.writeAtomic(`${host.tree}/opt/${folder}/${name}`, content, { mode });
  write(host, "/root/bare.yaml", documentText({ checks }));
  return host;
}

/** Booted, with the agent as its service. */
async function started(preparing: Promise<SiteHost>): Promise<SiteHost> {
  const host = await preparing;
  await host.boot();
  await host.sh(
    "touch /etc/lab/own-machine; systemctl start lab; mkdir -p /etc/bringup; touch /etc/bringup/test-machine; cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl daemon-reload; systemctl enable --now bringup-agent",
  );
  await agentAnswers(host);
  await bringup(host, "apply", "-f", "/root/bare.yaml", "--yes");
  return host;
}

/** Its answer, of a command that has to succeed. */
async function bringup(host: SiteHost, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await host.bringup(...args);
  assert.equal(code, 0, `${host.name}: bringup ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** Whoever sits at the member reads its line out; it goes to the other console the way it can take it. */
async function letIn(member: Place, { host, person }: Place, arriving: (line: string) => Keys) {
  const line = await showsLineFor(member.person, host.name);
  await joins(person, arriving(line), "/opt/old");
}

async function allSee(places: readonly Place[], versionOf: (host: SiteHost) => string) {
  const hosts = places.map(({ host }) => host);
  for (const { person } of places) await seesOneSite(person, hosts, versionOf);
}

chapter(
  "a host founds a cluster, two come in by the line a member shows, one pasted, one typed at a vt100, and each sees three voters",
  async () => {
    await founds(first.person, OLD, "/opt/old");
    await letIn(first, second, pasted);
    await letIn(first, third, (line) => typed(line.replaceAll("\n", "")));
    await allSee([first, second, third], () => OLD);
    await second.person.reads([/OK: 1 of 3 may fail/, /READY/, /Reboot now\? {3}yes/]);
    for (const { host } of [first, second, third])
      assert.match(await bringup(host, "converge"), /nothing to do/i);
  },
);

chapter(
  "a host that died is taken out once somebody says it is dead, and a new one takes its name",
  async () => {
    const { person } = first;
    await second.host.fail();
    await second.person.close();
    const replacement = prepared(2);
    await person.goesTo("Status");
    await person.reads([
      /QUORUM AT RISK: 0 of 3 may fail/,
      /^edge2\S* .* UNREACHABLE \d+/m,
      /Reboot now\? {3}NO: /,
    ]);
    await person.reads([/^edge2 +(NotReady|Unknown) /m], LIMIT_MS);

    await asksToRemove("it answers");
    await person.reads([
      /BLOCKED by 1/,
      /edge2 does not answer, and nobody here can tell whether it is gone for\s+good/,
      /Do: Make sure that it is off and stays off, then say that it is dead\s+\(--dead\)\./,
    ]);
    await asksToRemove("it is gone for good");
    await approves(person, /Remove/);
    await allSee([first, third], () => OLD);

    const host = await started(replacement);
    second = { host, person: sitDown(host) };
    await letIn(third, second, pasted);
    await allSee([first, second, third], () => OLD);
  },
);

async function asksToRemove(state: string): Promise<void> {
  const { person } = first;
  await person.goesTo("Cluster");
  await person.chooses("Upkeep >");
  await person.chooses("Remove another node");
  await person.sets("Node", "edge2");
  await person.sets("That node", state);
  await person.chooses("Preview the plan", PLANNING_MS);
}

chapter("every server goes one minor on, one after the other, and the quorum holds", async () => {
  const at = new Map([first, second, third].map(({ host }) => [host, OLD]));
  for (const { host, person } of [first, second, third]) {
    await person.goesTo("Cluster");
    await person.chooses("Upkeep >");
    await person.chooses("Upgrade");
    await person.reads(/1\.33\.6\+k3s1 runs here\./);
    await person.fills("To version", typed(NEW));
    await person.fills("Artefacts directory", typed("/opt/new"));
    await person.chooses("Preview the plan", PLANNING_MS);
    await approves(person, /1\.34\.5\+k3s1/);
    at.set(host, NEW);
    await allSee([first, second, third], (each) => at.get(each) ?? "");
  }
});

const SAVED = /^\/var\/lib\/rancher\/bringup-snapshots\//;

chapter("one leaves, the others end the cluster, and nothing of it is left anywhere", async () => {
  await first.person.goesTo("Status");
  const [, leader] = /leader (edge\d)/.exec(await first.person.reads(/leader edge\d/)) ?? [];
  const all = [first, second, third];
  const leaving = all.findLast(({ host }) => host.name !== leader) ?? second;
  await leaving.person.goesTo("Cluster");
  await leaving.person.chooses("Upkeep >");
  await leaving.person.chooses("Leave the cluster", PLANNING_MS);
  await approvesByName(leaving.person, /Leave|leave/, "rack12");
  const [one, last] = all.filter((each) => each !== leaving);
  if (one === undefined || last === undefined) assert.fail("three hosts");
  await allSee([one, last], () => NEW);

  await one.person.goesTo("Cluster");
  await one.person.chooses("Remove cluster rack12", PLANNING_MS);
  await approvesByName(one.person, /rack12/, "rack12");
  // Whoever holds the console has control of the host: the command line comes after.
  await last.person.leaves();
  await bringup(last.host, "cluster", "destroy", "--name", "rack12", "--yes");
  for (const { person } of [leaving, one]) {
    await person.goesTo("Status");
    await person.reads(/There is nothing to watch yet/);
    await person.leaves();
  }
  for (const { host } of all) {
    const found = await host.sh(
      "find /etc /usr/local /var/lib -xdev \\( -name '*k3s*' -o -name rancher \\) ! -path '/etc/bringup/*' ! -path '/var/lib/bringup/*' | sort",
    );
    // Snapshots outlive their cluster on purpose: those of the upgrades are all there is.
    const left = found.split("\n").filter((path) => !SAVED.test(path));
    assert.deepEqual(left, found === "" ? [""] : ["/var/lib/rancher"], host.name);
    assert.equal(await host.sh("systemctl show k3s -p LoadState --value"), "not-found");
  }
});
