import { test } from "node:test";
import type { Snapshot } from "../../src/session/index.ts";
import {
  type App,
  matchesGolden,
  mount,
  PROFILES,
  type ScreenProfile,
} from "../support/screen.tsx";
import {
  CLUSTER,
  finishedSnapshot,
  freshSnapshot,
  NOW_MS,
  PENDING,
  PLAN,
  runOf,
} from "../support/session.ts";

interface Picture {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly profiles?: readonly ScreenProfile[];
  readonly steps?: (app: App) => Promise<void>;
}

const EVERY = Object.values(PROFILES);
const TWO = [PROFILES.ascii, PROFILES.utf8];

const opened = (title: string) => (app: App) => app.goTo(title);
const planned = async (app: App) => {
  app.client.answers = (command) => {
    if (command.do === "plan") {
      app.client.change("plan", PLAN);
      return { is: "planned", plan: PLAN };
    }
    return { is: "ok" };
  };
  await app.goTo("Cluster");
  await app.press("preview");
  await app.shows("Plan 3f9a");
};

const failedRun = runOf(["done", "done", "done", "done", "done", "failed"], {
  state: "paused",
  message: "Start k3s failed",
});

const PICTURES: readonly Picture[] = [
  { name: "overview/fresh", snapshot: freshSnapshot(), profiles: EVERY },
  { name: "overview/pending", snapshot: freshSnapshot({ registration: PENDING }), profiles: EVERY },
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
  { name: "checks/results", snapshot: freshSnapshot(), steps: opened("Checks"), profiles: TWO },
  {
    name: "checks/details",
    snapshot: freshSnapshot(),
    steps: async (app) => {
      await app.goTo("Checks");
      await app.press("choose");
    },
  },
  { name: "settings/form", snapshot: freshSnapshot(), steps: opened("Settings"), profiles: TWO },
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
    name: "registration/form",
    snapshot: freshSnapshot(),
    steps: opened("Registration"),
  },
  {
    name: "registration/pending",
    snapshot: freshSnapshot({ registration: PENDING }),
    steps: opened("Registration"),
    profiles: [PROFILES.ascii, PROFILES.utf8, PROFILES.large],
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
  { name: "cluster/form", snapshot: finishedSnapshot(), steps: opened("Cluster") },
  { name: "cluster/plan", snapshot: freshSnapshot(), steps: planned, profiles: TWO },
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
    profiles: TWO,
  },
  { name: "cluster/failed", snapshot: freshSnapshot({ run: failedRun }), steps: opened("Cluster") },
  {
    name: "cluster/cancel",
    snapshot: freshSnapshot({ run: failedRun }),
    steps: async (app) => {
      await app.goTo("Cluster");
      await app.press("cancel-run");
    },
  },
  {
    name: "status/ready",
    snapshot: finishedSnapshot(),
    steps: opened("Status"),
    profiles: [PROFILES.ascii, PROFILES.console],
  },
  {
    name: "status/quorum-at-risk",
    snapshot: {
      ...finishedSnapshot(),
      cluster: {
        ...CLUSTER,
        datastore: {
          is: "known",
          value: {
            title: "etcd 3.6",
            members: ["node-1", "node-2", "node-3"].map((name, index) => ({
              name,
              address: `10.10.216.${81 + index}:2379`,
              role: "voter" as const,
              reachable: index < 2,
              isLeader: index === 1,
              isThisHost: index === 0,
              roundTripMs: 0.2 + index,
            })),
          },
        },
      },
    },
    steps: opened("Status"),
  },
  { name: "status/none", snapshot: freshSnapshot(), steps: opened("Status") },
  { name: "activity/log", snapshot: freshSnapshot(), steps: opened("Activity") },
  {
    name: "help/first-page",
    snapshot: freshSnapshot(),
    steps: (app) => app.press("help"),
  },
];

for (const { name, snapshot, profiles = [PROFILES.ascii], steps } of PICTURES) {
  for (const profile of profiles) {
    test(`${name} looks as drawn on ${profile.name}`, async () => {
      const app = await mount(snapshot, { profile });
      await steps?.(app);
      matchesGolden(app, `${name}.${profile.name}`);
      await app.close();
    });
  }
}
