import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { holdUntil } from "../../hooks/hold-keys.ts";

test("what is typed early waits, keeps its order, and comes one key per turn", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const type = holdUntil<string>(promise, (key) => {
    seen.push(key);
  });
  type("a");
  type("b");
  await turn();
  assert.deepEqual(seen, []);
  resolve();
  await promise;
  await Promise.resolve();
  assert.deepEqual(seen, ["a"]);
  type("c");
  assert.deepEqual(seen, ["a"], "a later key never overtakes");
  while (seen.length < 3) await turn();
  type("d");
  await turn();
  assert.deepEqual(seen, ["a", "b", "c", "d"]);
});
