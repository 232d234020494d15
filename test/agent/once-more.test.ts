import assert from "node:assert/strict";
import { test } from "node:test";
import { onceMore } from "../../src/agent/once-more.ts";

/** Work that ends when the test says so, in the order it began. */
function workshop() {
  const open: { readonly end: () => void; readonly fail: (why: Error) => void }[] = [];
  let begun = 0;
  const ask = onceMore(
    () =>
      new Promise((end, fail) => {
        begun += 1;
        open.push({ end, fail });
      }),
  );
  return { ask, begun: () => begun, current: () => open.shift() ?? assert.fail("nothing is done") };
}

test("everybody who asks during the work gets one turn more, which begins after it", async () => {
  const { ask, begun, current } = workshop();
  const first = ask();
  const others = [ask(), ask(), ask()];
  assert.equal(begun(), 1);
  current().end();
  await first;
  await Promise.resolve();
  assert.equal(begun(), 2);
  const late = ask();
  current().end();
  await Promise.all(others);
  current().end();
  await late;
  assert.equal(begun(), 3);
});

test("work that fails fails for those who asked for it, and the next turn comes all the same", async () => {
  const { ask, begun, current } = workshop();
  const first = ask();
  const second = ask();
  current().fail(new Error("no such host"));
  await assert.rejects(first, /no such host/);
  await Promise.resolve();
  assert.equal(begun(), 2);
  current().end();
  await second;
  const third = ask();
  current().end();
  await third;
  assert.equal(begun(), 3);
});
