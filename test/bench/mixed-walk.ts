import { runOf, STEPS } from "../support/session.ts";
import { entryOf, seenWith } from "./busy-host.ts";
import type { Walk } from "./record-frames.ts";

export const MIXED_FRAMES = 300;

/**
 * At least 300 frames as a shift at a console makes them: mostly a status that ticks, now and then a
 * list that is scrolled, a pop-up, a run in progress, a page change. The same on every call.
 */
export async function mixedWalk(walk: Walk): Promise<void> {
  for (let round = 0; walk.count() <= MIXED_FRAMES; round++) {
    await watchStatus(walk, round);
    await lookThroughChecks(walk);
    await followActivity(walk, round);
    await followRun(walk);
  }
}

async function watchStatus({ app, step }: Walk, round: number): Promise<void> {
  await step("page change", () => app.goTo("Status"));
  for (let second = 0; second < 14; second++) {
    await step("clock", () => app.clock.advance(1000));
    if (second % 3 !== 2) continue;
    await step("status", () =>
      app.client.change("cluster", seenWith(app, 3 + second * (round + 1))),
    );
  }
  await step("pop-up", () => app.press("quit"));
  await step("clock", () => app.clock.advance(1000));
  await step("pop-up", () => app.press("back"));
  await flipNode(app, step);
  await step("help", () => app.press("help"));
  await step("help", () => app.press("back"));
}

/** The node leaves and comes back, and says so on several lines. */
async function flipNode(app: Walk["app"], step: Walk["step"]): Promise<void> {
  for (const ready of ["False", "True"] as const) {
    await step("status", () => {
      const { cluster } = app.client.snapshot();
      if (cluster?.nodes.is !== "known") return;
      const value = cluster.nodes.value.map((node) => ({ ...node, ready }));
      app.client.change("cluster", { ...cluster, nodes: { ...cluster.nodes, value } });
    });
  }
}

async function lookThroughChecks({ app, step }: Walk): Promise<void> {
  await step("page change", () => app.goTo("Checks"));
  await step("page up", () => app.press("first"));
  for (let moves = 0; moves < 5; moves++) await step("menu move", () => app.press("down"));
  await step("page down", () => app.press("page-down"));
  for (let moves = 0; moves < 5; moves++) await step("scroll", () => app.press("down"));
  await step("pop-up", () => app.press("choose"));
  await step("pop-up", () => app.press("back"));
  await step("page up", () => app.press("page-up"));
}

async function followActivity({ app, step }: Walk, round: number): Promise<void> {
  await step("page change", () => app.goTo("Activity"));
  for (let entry = 0; entry < 5; entry++) {
    await step("new entry", () => {
      const seq = 61 + round * 5 + entry;
      app.client.change("activity", [entryOf(seq), ...app.client.snapshot().activity]);
    });
  }
}

async function followRun({ app, step }: Walk): Promise<void> {
  await step("page change", () => app.goTo("Cluster"));
  for (let done = 0; done < STEPS.length; done++) {
    const before = STEPS.slice(0, done).map(() => "done" as const);
    await step("run", () => app.client.change("run", runOf([...before, "running"])));
    await step("clock", () => app.clock.advance(1000));
  }
  await step("run", () => app.client.change("run", null));
}
