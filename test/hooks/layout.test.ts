import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeastNeeded, GAP, layoutOf, type Place } from "../../hooks/layout.ts";

test("on every size all places lie on the screen, beside each other and never over each other", () => {
  for (let columns = 1; columns <= 200; columns++) {
    for (let rows = 1; rows <= 100; rows++) {
      const { width, height, bodyRows, isTooSmall, main, side } = layoutOf({ columns, rows });
      const at = `${columns}x${rows}`;
      assert.ok(width >= 1 && width <= Math.max(1, columns - 1) && width <= 120, at);
      assert.ok(height >= 1 && height <= Math.max(1, rows - 1), at);
      assert.equal(main.height, bodyRows, at);
      assert.ok(isWithin(main, width, height), at);
      // Who, walk and rule above the body, what is in progress and the keys below it.
      if (!isTooSmall) assert.ok(main.top === 3 && main.top + main.height === height - 2, at);
      if (side === null) {
        assert.equal(main.width, width, at);
        continue;
      }
      assert.ok(isWithin(side, width, height), at);
      assert.equal(main.left + main.width + GAP, side.left, at);
      assert.equal(side.left + side.width, width, at);
      assert.deepEqual([side.top, side.height], [main.top, main.height], at);
    }
  }
});

const isWithin = ({ left, top, width, height }: Place, columns: number, rows: number): boolean =>
  left >= 0 &&
  top >= 0 &&
  width > 0 &&
  height > 0 &&
  left + width <= columns &&
  top + height <= rows;

test("two columns stand from 100x30 on, the whole console from 80x24", () => {
  const has = (columns: number, rows: number) => {
    const { isTooSmall, side } = layoutOf({ columns, rows });
    if (isTooSmall) return "too small";
    return side === null ? "one" : "two";
  };
  assert.deepEqual(
    [has(79, 24), has(80, 23), has(80, 24), has(99, 30), has(100, 29), has(100, 30), has(200, 100)],
    ["too small", "too small", "one", "one", "one", "two", "two"],
  );
});

test("what is hidden behind a window that is too small is laid out as if it had room", () => {
  assert.deepEqual(atLeastNeeded({ columns: 1, rows: 50 }), { columns: 80, rows: 50 });
  const fits = { columns: 80, rows: 24 };
  assert.equal(atLeastNeeded(fits), fits);
});
