import { seenWith } from "./busy-host.ts";
import type { Walk } from "./record-frames.ts";

/** One of each: what a person does in the first minutes, and what moves by itself. */
export async function stepWalk(walk: Walk): Promise<void> {
  const { app, step } = walk;
  await step("page change", () => app.press("next-screen"));
  for (let moves = 0; moves < 4; moves++) await step("menu move", () => app.press("down"));
  await step("menu move", () => app.press("up"));
  await step("page down", () => app.press("page-down"));
  for (let moves = 0; moves < 6; moves++) await step("scroll by one", () => app.press("down"));
  await step("page up", () => app.press("page-up"));
  await step("end of list", () => app.press("last"));
  for (let page = 0; page < 6; page++) {
    await step("page change", () => app.press("next-screen"));
    await step("menu move", () => app.press("down"));
  }
  await step("page change", () => app.goTo("Cluster"));
  await step("plan view", () => app.press("preview"));
  await step("menu move", () => app.press("down"));
  await step("pop-up", () => app.press("choose"));
  await step("menu move", () => app.press("down"));
  await step("pop-up", () => app.press("back"));
  await step("page change", () => app.press("back"));
  await step("page change", () => app.goTo("Status"));
  await tickStatus(walk);
  await step("pop-up", () => app.press("quit"));
  await step("pop-up", () => app.press("back"));
  await step("help", () => app.press("help"));
  for (let moves = 0; moves < 24; moves++) await step("scroll by one", () => app.press("down"));
  await step("help", () => app.press("back"));
}

async function tickStatus({ app, step }: Walk): Promise<void> {
  for (let second = 0; second < 4; second++)
    await step("status cell", () => app.clock.advance(1000));
  for (const latencyMs of [5, 12, 4]) {
    await step("status cell", () => app.client.change("cluster", seenWith(app, latencyMs)));
  }
}
