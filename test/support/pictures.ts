// A table: one entry to a picture.
import { createStoreBook } from "../../src/datastore/index.ts";
import { known } from "../../src/engine/index.ts";
import type { Answer, Snapshot } from "../../src/session/index.ts";
import { ADVICE_PICTURES } from "./advice-pictures.ts";
import { AUDIT_PICTURES } from "./audit-pictures.ts";
import { CONTENT_PICTURES } from "./content-pictures.ts";
import { DOCTOR_PICTURES } from "./doctor-pictures.ts";
import { DRIVE_PICTURES } from "./drive-pictures.ts";
import { LINKS_AND_DOCUMENT } from "./links.ts";
import { LOG_PICTURES } from "./log-pictures.ts";
import { MEMBER_PICTURES } from "./member-pictures.ts";
import { PROFILE_PICTURES } from "./profile-pictures.ts";
import { REACH, REACH_RUNNING } from "./reach.ts";
import { REMOVAL_PICTURES } from "./removal-pictures.ts";
import { type App, PROFILES, type ScreenProfile } from "./screen.tsx";
import {
  CHECKS,
  CLUSTER,
  finishedSnapshot,
  freshSnapshot,
  NOW_MS,
  OFFERS,
  PENDING,
  PLAN,
  runOf,
  STEPS,
} from "./session.ts";
import { etcdLook, memberLook } from "./stores.ts";
import { SUPPORT_PICTURES } from "./support-pictures.ts";
import { TRIAL } from "./trial.ts";
import { UPKEEP_PICTURES } from "./upkeep-pictures.ts";

/** A screen in a situation, and how a person gets there. */
export interface Picture {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly profiles?: readonly ScreenProfile[];
  readonly steps?: (app: App) => Promise<void>;
}

/** Pages that are drawn differently where there is room for two columns. */
const BOTH = [PROFILES.ascii, PROFILES.wide];
/** What a stick brought, by a key nobody compared yet. */
const BROUGHT: Answer = {
  is: "plane-file",
  at: "KINGSTON",
  text: '{"bringup":"bringup-answer/1"}',
  look: {
    ...{ is: "readable", holds: "answer", signer: "k7 Xa p0 Rz", trust: "new" },
    ...{ decision: "approved", revision: 4, inForce: 3 },
  },
};
/** A page on each kind of device and size it can be drawn differently for. */
const MAIN = [...BOTH, PROFILES.utf8, PROFILES.console, PROFILES.large];
/** What is left of any page, whichever it is, where there is no room for one. */
const TOO_SMALL = [PROFILES.small, PROFILES.least];

/** A page that Settings leads to. */
const openReachability = async (app: App) => {
  await app.goTo("Settings");
  await app.press("last");
  // Other pages may come to stand below it.
  for (let rows = 0; rows < 12 && !app.screen().includes("> Reachability >"); rows++)
    await app.press("up");
  await app.press("choose");
};
/** Another page that Settings leads to: its list of ports, with one of them highlighted. */
const openNetwork = async (app: App) => {
  await app.goTo("Settings");
  await app.press("last");
  for (let rows = 0; rows < 12 && !app.screen().includes("> Network interfaces >"); rows++)
    await app.press("up");
  await app.press("choose");
  await app.shows("Network   ports of this host");
};
const opened = (title: string) => (app: App) => app.goTo(title);
const plannedAs = (slice: typeof PLAN) => async (app: App) => {
  app.client.answers = (command) => {
    if (command.do === "plan") {
      app.client.change("plan", slice);
      return { is: "planned", plan: slice };
    }
    return { is: "ok" };
  };
  await app.goTo("Cluster");
  await app.press("preview");
  await app.shows("Plan 3f9a");
};
const planned = plannedAs(PLAN);

const BLOCKED_PLAN: typeof PLAN = {
  ...PLAN,
  plan: {
    ...PLAN.plan,
    blocked: [
      {
        code: "hardware.main-disk",
        message: "Main drive: 62 GB",
        hint: "Fit a larger drive, or waive this with a reason.",
      },
      {
        code: "system.cgroup",
        message: "cgroup: v1",
        hint: "Boot with systemd.unified_cgroup_hierarchy=1 on the kernel command line.",
      },
    ],
  },
};
const EMPTY_PLAN: typeof PLAN = {
  documentText: freshSnapshot().document.text,
  plan: {
    ...PLAN.plan,
    steps: [],
    skipped: ["Host name", "Name servers", "Time", "Proxy", "Trusted certificates"].map(
      (title) => ({ title, reason: "not managed by the document" }),
    ),
  },
};

const failedRun = runOf(["done", "done", "done", "done", "done", "failed"], {
  state: "paused",
  message: "Start k3s failed",
});

const WAIVED: Snapshot["checks"] = {
  ...CHECKS,
  results: CHECKS.results.map((result) =>
    result.id === "hardware.main-disk"
      ? { ...result, waived: { reason: "test bench, returned in May" } }
      : result,
  ),
};

const PROBLEMS = [
  {
    severity: "error",
    path: "spec.time.ntpServers[1]",
    line: 9,
    column: 5,
    message: "must be a host name or an IP address",
    hint: "Write it without http:// and without a path.",
  },
  {
    severity: "error",
    path: "spec.network.dns.servers[0]",
    line: 6,
    column: 5,
    message: "must be an IP address",
    hint: "For example 10.10.216.1; a name cannot be looked up without a DNS server.",
  },
] as const;

const LEASE_HELD = {
  code: "LEASE_HELD",
  kind: "conflict",
  message: "admin on tty1 has control of this host",
  hint: "Another console has control: bringup run take.",
} as const;

const CROWDED_CLUSTER: NonNullable<Snapshot["cluster"]> = {
  ...CLUSTER,
  nodes: known(
    ["node-1", "node-2", "node-3", "node-4", "node-5"].map((name, index) => ({
      name,
      ready: index === 2 ? ("False" as const) : ("True" as const),
      reason: "KubeletReady",
      message: "kubelet stopped posting node status",
      version: "v1.35.3+k3s1",
      roles: ["control-plane"],
      internalIp: `10.10.216.${81 + index}`,
      isThisHost: index === 0,
    })),
  ),
};

/** An etcd of three, one of which is away for 42 s. */
function threeMembers(): NonNullable<Snapshot["stores"]> {
  const book = createStoreBook();
  const lookAt = (isThere: boolean, nowMs: number) => {
    const members = ["node-1", "node-2", "node-3"].map((name, index) =>
      memberLook(name, {
        address: `10.10.216.${81 + index}:2379`,
        isThisHost: index === 0,
        ...(index < 2 || isThere
          ? { answer: { is: "answered", roundTripMs: 0.2 + index } }
          : { answer: { is: "silent", why: "no answer within 0.8 s" } }),
      }),
    );
    const look = etcdLook(members, { title: "Datastore, etcd 3.6", leader: "node-2" });
    return book.note([look], nowMs, { nowMs, wallMs: NOW_MS - 42_000 + nowMs }).reports;
  };
  lookAt(true, 0);
  return { own: known(lookAt(false, 42_000)) };
}

const LONG_STORY = freshSnapshot({
  activity: [
    {
      seq: 3,
      atMs: NOW_MS,
      level: "error",
      subject: "registration",
      message:
        "plane.example.net answered with a certificate signed by Corp Proxy CA, which this host does not trust; add it on the Settings screen under Trusted certificates, then try again",
    },
    ...freshSnapshot().activity,
  ],
});

const pastRuns = async (app: App) => {
  const ended = { state: "succeeded", endedMs: NOW_MS - 3_600_000 } as const;
  const old = runOf(
    STEPS.map(() => "done" as const),
    {
      ...ended,
      id: "run-0",
      startedMs: NOW_MS - 3_719_000,
      message: "everything is as asked",
    },
  );
  app.client.answers = (command) => {
    if (command.do === "show-run") return { is: "run", run: old };
    const { title } = old;
    const steps = STEPS.length;
    return {
      is: "runs",
      runs: [
        { id: "run-0", title, startedMs: old.startedMs, steps, ...ended },
        { id: "run-1", title, state: "paused", startedMs: NOW_MS - 90_000, endedMs: null, steps },
      ],
    };
  };
  await app.goTo("Activity");
  await app.press("past-runs");
  await app.shows("2 runs");
  app.clock.advance(400);
};

/** Every page and question of the console, in the situations that look different. */
export const PICTURES: readonly Picture[] = [
  {
    name: "reachability/never",
    snapshot: freshSnapshot(),
    steps: openReachability,
  },
  {
    name: "reachability/one-fails",
    snapshot: freshSnapshot({ reach: REACH }),
    steps: openReachability,
    profiles: MAIN,
  },
  {
    name: "reachability/running",
    snapshot: freshSnapshot({ reach: REACH_RUNNING }),
    steps: openReachability,
  },
  {
    name: "reachability/overview",
    snapshot: freshSnapshot({ reach: REACH, checks: CHECKS }),
  },
  { name: "overview/fresh", snapshot: freshSnapshot(), profiles: [...MAIN, ...TOO_SMALL] },
  { name: "overview/pending", snapshot: freshSnapshot({ registration: PENDING }) },
  { name: "overview/finished", snapshot: finishedSnapshot() },
  {
    name: "overview/nothing-known",
    snapshot: freshSnapshot({
      inventory: null,
      host: { edgeId: null, hostname: "localhost", addresses: [] },
      checks: { state: "never", atMs: null, done: 0, total: 25, results: [] },
    }),
  },
  {
    name: "overview/leave",
    snapshot: freshSnapshot(),
    steps: (app) => app.press("quit"),
  },
  {
    name: "overview/link-lost",
    snapshot: finishedSnapshot(),
    steps: async (app) => {
      app.client.change("engine", { ...app.client.snapshot().engine, link: "lost" });
      await app.settle();
      app.clock.advance(42_000);
      await app.settle();
    },
  },
  {
    name: "overview/read-only",
    snapshot: freshSnapshot({
      engine: {
        ...freshSnapshot().engine,
        mode: "host",
        store: { is: "read-only", why: "written by bringup 0.4.0, this is 0.1.0" },
      },
    }),
  },
  { name: "checks/results", snapshot: freshSnapshot(), steps: opened("Checks"), profiles: MAIN },
  {
    name: "checks/details",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("choose");
    },
  },
  {
    name: "checks/filter",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("filter");
      await app.type("warn");
    },
  },
  {
    name: "checks/waive",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("waive");
      await app.type("test bench, returned in May");
    },
  },
  { name: "checks/waived", snapshot: freshSnapshot({ checks: WAIVED }), steps: opened("Checks") },
  {
    name: "checks/take-back",
    snapshot: freshSnapshot({ checks: WAIVED }),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("filter");
      await app.type("drive waived");
      await app.press("next-field");
      await app.press("waive");
    },
  },
  {
    name: "settings/problems",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      app.client.answers = () => ({ is: "invalid", issues: PROBLEMS });
      await app.goTo("Settings");
      await app.press("preview");
    },
  },
  { name: "settings/form", snapshot: freshSnapshot(), steps: opened("Settings"), profiles: MAIN },
  {
    name: "settings/typing",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Settings");
      await app.press("choose");
      await app.type("edge7");
    },
  },
  {
    name: "network/ports",
    snapshot: freshSnapshot(LINKS_AND_DOCUMENT),
    steps: openNetwork,
    profiles: BOTH,
  },
  {
    name: "network/port",
    snapshot: freshSnapshot(LINKS_AND_DOCUMENT),
    steps: async (app) => {
      await openNetwork(app);
      await app.press("down");
      app.clock.advance(400);
      await app.press("choose");
      await app.shows("Network > eth0.7");
    },
    profiles: BOTH,
  },
  {
    name: "settings/clock",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Settings");
      await app.press("last", "choose");
    },
    profiles: BOTH,
  },
  {
    name: "power/menu",
    snapshot: freshSnapshot(),
    steps: (app) => app.press("power"),
    profiles: BOTH,
  },
  {
    name: "power/not-safe",
    snapshot: { ...finishedSnapshot(), cluster: CROWDED_CLUSTER, stores: threeMembers() },
    steps: async (app) => {
      await app.press("power");
      await app.press("down", "choose");
    },
  },
  {
    name: "trial/in-force",
    snapshot: freshSnapshot({ network: TRIAL }),
    steps: (app) => app.press("trial"),
    profiles: MAIN,
  },
  {
    name: "trial/overview",
    snapshot: freshSnapshot({ network: TRIAL }),
  },
  {
    name: "trial/went-back",
    snapshot: freshSnapshot({ network: TRIAL }),
    steps: async (app) => {
      await app.press("trial");
      app.client.change("network", {
        ...TRIAL,
        state: "reverted",
        leftSeconds: 0,
        why: "not confirmed in time",
        differs: ["- route eth0 default via 10.10.216.1 proto static"],
      });
      await app.settle();
    },
  },
  {
    name: "registration/form",
    snapshot: freshSnapshot(),
    steps: opened("Registration"),
  },
  {
    name: "registration/palette",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Registration");
      await app.type("3\r");
    },
  },
  {
    name: "registration/pending",
    snapshot: freshSnapshot({ registration: PENDING }),
    steps: opened("Registration"),
    profiles: MAIN,
  },
  {
    name: "registration/plane-down",
    snapshot: freshSnapshot({
      registration: {
        state: "offline",
        method: "manual",
        plane: "https://plane.example.net",
        message: "Could not connect.",
        sinceMs: NOW_MS - 30_000,
        nextTryMs: NOW_MS + 8000,
        problem: {
          code: "PLANE_UNREACHABLE",
          kind: "environment",
          message: "plane.example.net refused the connection",
          hint: "Check network, proxy and the address of the plane; local mode goes on.",
        },
      },
    }),
    steps: opened("Registration"),
  },
  { name: "registration/active", snapshot: finishedSnapshot(), steps: opened("Registration") },
  {
    name: "registration/files",
    snapshot: byFiles(),
    steps: async (app) => {
      await app.goTo("Registration");
      await app.press("last", "choose");
      await app.shows("Files to carry");
    },
    profiles: BOTH,
  },
  {
    name: "registration/brought-file",
    snapshot: byFiles(),
    steps: async (app) => {
      app.client.answers = (command) =>
        command.do === "look-at-plane-file" ? BROUGHT : { is: "ok" };
      await app.goTo("Registration");
      await app.press("last", "choose");
      await app.shows("Files to carry");
      app.clock.advance(400);
      await app.press("down", "choose");
      await app.shows("Take this file over?");
    },
    profiles: BOTH,
  },
  {
    name: "registration/leave-plane",
    snapshot: finishedSnapshot(),
    steps: async (app) => {
      await app.goTo("Registration");
      await app.press("down", "choose");
    },
  },
  { name: "cluster/form", snapshot: finishedSnapshot(), steps: opened("Cluster") },
  {
    name: "cluster/offers",
    snapshot: freshSnapshot({ offers: OFFERS }),
    steps: opened("Cluster"),
  },
  {
    name: "cluster/filled-in",
    snapshot: freshSnapshot({ offers: OFFERS }),
    steps: async (app) => {
      await app.goTo("Cluster");
      await app.press("fill-in");
    },
  },
  {
    name: "cluster/lease-held",
    snapshot: freshSnapshot({ run: runOf(["done", "running"]) }),
    steps: async (app) => {
      app.client.answers = () => ({ is: "refused", error: LEASE_HELD });
      await app.goTo("Cluster");
      await app.press("pause-run");
    },
  },
  { name: "cluster/plan", snapshot: freshSnapshot(), steps: planned, profiles: MAIN },
  { name: "cluster/blocked", snapshot: freshSnapshot(), steps: plannedAs(BLOCKED_PLAN) },
  { name: "cluster/nothing-to-do", snapshot: freshSnapshot(), steps: plannedAs(EMPTY_PLAN) },
  {
    name: "cluster/diff",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await planned(app);
      await app.press("toggle-diff");
    },
  },
  {
    name: "cluster/approve",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await planned(app);
      await app.press("choose");
    },
  },
  {
    name: "cluster/running",
    snapshot: freshSnapshot({ run: runOf(["done", "done", "done", "running"]) }),
    steps: opened("Cluster"),
    profiles: [...MAIN, PROFILES.small],
  },
  {
    name: "cluster/failed",
    snapshot: freshSnapshot({ run: failedRun }),
    steps: opened("Cluster"),
    profiles: BOTH,
  },
  {
    name: "cluster/cancel",
    snapshot: freshSnapshot({ run: failedRun }),
    steps: async (app) => {
      await app.goTo("Cluster");
      await app.press("cancel-run");
    },
  },
  ...REMOVAL_PICTURES,
  ...CONTENT_PICTURES,
  ...UPKEEP_PICTURES,
  ...SUPPORT_PICTURES,
  {
    name: "status/ready",
    snapshot: finishedSnapshot(),
    steps: opened("Status"),
    profiles: MAIN,
  },
  {
    name: "status/quorum-at-risk",
    snapshot: {
      ...finishedSnapshot(),
      stores: threeMembers(),
    },
    steps: opened("Status"),
  },
  { name: "status/none", snapshot: freshSnapshot(), steps: opened("Status") },
  ...MEMBER_PICTURES,
  ...LOG_PICTURES,
  ...DRIVE_PICTURES,
  ...PROFILE_PICTURES,
  ...ADVICE_PICTURES,
  ...DOCTOR_PICTURES,
  ...AUDIT_PICTURES,
  {
    name: "status/crowded",
    snapshot: { ...finishedSnapshot(), cluster: CROWDED_CLUSTER, stores: threeMembers() },
    steps: opened("Status"),
    profiles: BOTH,
  },
  {
    name: "activity/whole",
    snapshot: LONG_STORY,
    steps: async (app) => {
      await app.goTo("Activity");
      await app.press("choose");
    },
  },
  {
    name: "activity/older-runs",
    snapshot: freshSnapshot(),
    steps: pastRuns,
  },
  {
    name: "activity/older-run",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await pastRuns(app);
      await app.press("down", "choose");
    },
  },
  { name: "activity/log", snapshot: freshSnapshot(), steps: opened("Activity") },
  {
    name: "help/first-page",
    snapshot: freshSnapshot(),
    steps: (app) => app.press("help"),
  },
];

/** Of a host that is taken on by files. */
function byFiles(): Snapshot {
  const snapshot = finishedSnapshot();
  const { effective } = snapshot.document;
  const spec = { ...effective.spec, registration: { mode: "central", kind: "file" } as const };
  return { ...snapshot, document: { ...snapshot.document, effective: { ...effective, spec } } };
}
