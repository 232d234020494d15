import assert from "node:assert/strict";
import { test } from "node:test";
import { SCREENS } from "../../../screens/index.ts";
import { PLACES } from "../../../src/cli/plain/places.ts";

/** Keys of a screen's own keyboard: who talks in lines sits at another machine. */
const SCREEN_ONLY: ReadonlySet<string> = new Set(["keyboard"]);

test("every screen has its place in plain mode, under the same name and in the same order", () => {
  const screens = SCREENS.filter(({ id }) => !SCREEN_ONLY.has(id)).map(({ id, title }) => ({
    id,
    title,
  }));
  const places = PLACES.map(({ id, title }) => ({ id, title }));
  const twins = places.filter(({ id }) => screens.some((screen) => screen.id === id));
  assert.deepEqual(twins, screens);
});
