import assert from "node:assert/strict";
import { test } from "node:test";
import { SCREENS } from "../../../screens/index.ts";
import { PLACES } from "../../../src/cli/plain/places.ts";

test("every screen has its place in plain mode, under the same name and in the same order", () => {
  const screens = SCREENS.map(({ id, title }) => ({ id, title }));
  const places = PLACES.map(({ id, title }) => ({ id, title }));
  const twins = places.filter(({ id }) => screens.some((screen) => screen.id === id));
  assert.deepEqual(twins, screens);
});
