import assert from "node:assert/strict";
import { test } from "node:test";
import { createTurns } from "../../src/plane/server/turns.ts";

test("so many work at once, so many wait for their turn, and who comes then is sent away", async () => {
  const turns = createTurns(2, 3);
  const doors = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = doors.map(({ promise }, at) =>
    turns.take(async () => {
      begun.push(at);
      await promise;
      return at;
    }),
  );
  assert.deepEqual(begun, [0, 1]);
  assert.deepEqual(await Promise.all(all.slice(5)), [undefined, undefined]);
  doors[1]?.resolve();
  await all[1];
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const door of doors) door.resolve();
  assert.deepEqual(await Promise.all(all.slice(0, 5)), [0, 1, 2, 3, 4]);
});
