import assert from "node:assert/strict";
import { writeJoinPaper } from "../../src/cluster/index.ts";
import { known } from "../../src/engine/index.ts";
import type { Answer, Snapshot } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { ownCluster } from "./removal-pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot, OFFERS } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };

export const PAPER = `bringup-join-1.${"eyJjbHVzdGVyIjp7Im5hbWUiOiJlZGdlIn0".repeat(12)}.0f3a9c11`;

const ON_STICK: Answer = {
  is: "join-written",
  ...{ name: "bringup-join-edge4.txt", on: "SITE", endsMs: Date.UTC(2026, 10, 22, 12, 30) },
};

const BROUGHT = {
  papers: [
    {
      from: "stick:SITE/bringup-join-edge4.txt",
      text: writeJoinPaper({
        cluster: { name: "edge", distribution: "k3s", version: "1.35.3+k3s1" },
        role: "worker",
        material: { server: "10.10.216.81", token: "K10deep-secret::server:abc" },
      }),
    },
  ],
  problems: ["stick:SITE/join-notes.txt: it is no join line"],
};

/** One of three nodes, of a distribution that offers everything, with a newer release on the host. */
export function memberOfThree(): Snapshot {
  const own = ownCluster();
  const [offered] = OFFERS.distributions;
  assert.ok(own.cluster?.nodes.is === "known" && offered);
  const [node] = own.cluster.nodes.value;
  assert.ok(node);
  const nodes = ["edge2", "edge3"].map((name) => ({ ...node, name, isThisHost: false }));
  const operations = ["let-in", "snapshot", "upgrade", "renew-certificates", "remove-peer"];
  return {
    ...own,
    offers: {
      distributions: [{ ...offered, operations: [...operations, "restore", "leave", "destroy"] }],
      found: [{ distribution: "k3s", version: "1.36.1+k3s1", directory: "/opt/bringup/next" }],
    },
    cluster: { ...own.cluster, nodes: known([node, ...nodes]) },
  };
}

/** The same cluster before anybody came into it. */
function aloneMember(): Snapshot {
  const { cluster, ...own } = memberOfThree();
  assert.ok(cluster?.nodes.is === "known");
  const nodes = known(cluster.nodes.value.filter(({ isThisHost }) => isThisHost));
  return { ...own, cluster: { ...cluster, nodes } };
}

/** From the end of the form upwards. */
async function highlight(app: App, label: string): Promise<void> {
  await app.press("last");
  for (let tries = 0; tries < 6 && !app.screen().includes(`> ${label}`); tries += 1)
    await app.press("up");
}

export async function openUpkeep(app: App): Promise<void> {
  app.client.answers = (command) => {
    if (command.do === "mint-join" && command.to === "sticks") return ON_STICK;
    if (command.do === "mint-join") return { is: "join-material", text: PAPER };
    if (command.do !== "list-snapshots") return { is: "ok" };
    const path = "/var/lib/bringup/snapshots/before-upgrade";
    return { is: "snapshots", snapshots: [{ name: "before-upgrade", path }] };
  };
  await app.goTo("Cluster");
  await highlight(app, "Upkeep");
  await app.press("choose");
  await app.shows("Bring a saved state back");
}

export async function letIn(app: App, way = "pasted"): Promise<void> {
  await openUpkeep(app);
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Upkeep > Let one more host in");
  app.clock.advance(400);
  await app.press("choose");
  await app.typeSlowly("edge4\r");
  for (let tries = 0; tries < 2 && !app.screen().includes(`gets there     ${way}`); tries += 1) {
    await app.press("last", "up", "up");
    app.clock.advance(400);
    await app.press("choose");
  }
  await app.press("last", "up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows(way === "pasted" ? "Paste this on the host that joins" : "Carry the stick there");
}

async function letNobodyIn(app: App): Promise<void> {
  await openUpkeep(app);
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Upkeep > Let one more host in");
  app.clock.advance(400);
  await app.press("last", "up", "choose");
  await app.shows("Name of the node is not filled in yet");
}

async function askRestore(app: App): Promise<void> {
  await openUpkeep(app);
  await app.press("last", "up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Upkeep > Bring a saved state back");
}

export async function openJoin(app: App): Promise<void> {
  await app.goTo("Cluster");
  await highlight(app, "Join a cluster");
  await app.press("choose");
  await app.shows("Line of a member");
}

/** As kubeadm prints it, and a person copies it. */
const OWN_LINE = `kubeadm join 10.10.216.81:6443 --token t0cqf6.04f1qaz8us7atdh5 \\\r\t--discovery-token-ca-cert-hash sha256:${"3a".repeat(32)}`;

export async function pasteLine(app: App, line: string): Promise<void> {
  await openJoin(app);
  app.clock.advance(400);
  await app.press("choose");
  await app.type(`\u001b[200~${line}\u001b[201~`);
}

async function pasteOwnLine(app: App): Promise<void> {
  await pasteLine(app, OWN_LINE.replace(/ \\\r.*/, ""));
  await app.press("leave-field");
  await app.shows("Pin of the authority");
  await app.press("last", "up");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Cluster name is missing");
}

export const UPKEEP_PICTURES: readonly Picture[] = [
  {
    name: "upkeep/list",
    snapshot: memberOfThree(),
    steps: openUpkeep,
    profiles: [PROFILES.ascii, PROFILES.wide, VT100, PROFILES.console],
  },
  {
    name: "upkeep/let-in",
    snapshot: memberOfThree(),
    steps: letIn,
    profiles: [PROFILES.ascii, PROFILES.wide, VT100],
  },
  {
    name: "upkeep/on-a-stick",
    snapshot: memberOfThree(),
    steps: (app) => letIn(app, "on a USB stick"),
    profiles: [PROFILES.ascii, VT100],
  },
  {
    name: "upkeep/alone",
    snapshot: aloneMember(),
    async steps(app) {
      await openUpkeep(app);
      await app.press("last");
      await app.shows("Not now. This is its only node");
    },
    profiles: [PROFILES.ascii, VT100],
  },
  {
    name: "upkeep/unsaid",
    snapshot: memberOfThree(),
    steps: letNobodyIn,
    profiles: [PROFILES.ascii],
  },
  {
    name: "upkeep/restore",
    snapshot: memberOfThree(),
    steps: askRestore,
    profiles: [PROFILES.ascii, VT100],
  },
  {
    name: "join/typed",
    snapshot: { ...freshSnapshot(), offers: OFFERS },
    profiles: [PROFILES.ascii, VT100],
    async steps(app) {
      await openJoin(app);
      app.clock.advance(400);
      await app.press("choose");
      await app.typeSlowly("bringup-join-1.nonsense\r");
    },
  },
  {
    name: "join/own-line",
    snapshot: { ...freshSnapshot(), offers: OFFERS },
    profiles: [PROFILES.ascii, VT100, PROFILES.console],
    steps: pasteOwnLine,
  },
  {
    name: "join/half-a-line",
    snapshot: { ...freshSnapshot(), offers: OFFERS },
    profiles: [PROFILES.ascii],
    async steps(app) {
      await pasteLine(app, OWN_LINE.slice(0, -9));
      await app.press("leave-field");
      await app.shows("its pin is cut or changed");
    },
  },
  {
    name: "join/on-a-stick",
    snapshot: { ...freshSnapshot(), offers: OFFERS },
    profiles: [PROFILES.ascii, VT100],
    async steps(app) {
      await openJoin(app);
      app.client.answers = () => ({ is: "join-papers", ...BROUGHT });
      await app.press("down", "down");
      app.clock.advance(400);
      await app.press("choose");
      await app.shows("Take stick:SITE/bringup-join-edge4.txt");
      await app.press("down");
      await app.shows("this host as worker");
    },
  },
  {
    name: "join/empty",
    snapshot: { ...freshSnapshot(), offers: OFFERS },
    steps: openJoin,
    profiles: [PROFILES.ascii, PROFILES.wide, VT100, PROFILES.console],
  },
];
