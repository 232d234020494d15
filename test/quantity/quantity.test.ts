import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatBytes,
  formatCountdown,
  formatDuration,
  formatGiB,
  formatMoment,
  GIB,
} from "../../src/quantity/index.ts";

test("sizes read as they are printed on drives", () => {
  assert.deepEqual(
    [0, 999, 1000, 62_000_000_000, 1_200_000_000_000, 412_345_678].map(formatBytes),
    ["0 B", "999 B", "1 kB", "62 GB", "1.2 TB", "412 MB"],
  );
});

test("a moment of today is its clock; of another day it has its day", () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 41, 7).getTime();
  assert.deepEqual(
    [formatMoment(at(20, 9), at(20, 23)), formatMoment(at(20, 23), at(21, 0))],
    ["09:41:07", "11-20 23:41"],
  );
});

test("memory is counted in GiB", () => {
  assert.deepEqual([formatGiB(8 * GIB), formatGiB(31.13 * GIB)], ["8 GiB", "31.1 GiB"]);
});

test("durations are short words from microseconds to days", () => {
  const ms = [0.4, 23, 3200, 42_000, 103_000, 7_500_000, 273_600_000];
  assert.deepEqual(ms.map(formatDuration), [
    "0.4 ms",
    "23 ms",
    "3.2 s",
    "42 s",
    "1:43",
    "2 h 05 min",
    "3 d 4 h",
  ]);
});

test("a countdown stops at zero", () => {
  assert.deepEqual([formatCountdown(741_000), formatCountdown(-5)], ["12:21", "0:00"]);
});

test("hours are told as hours, not as a thousand minutes", () => {
  const shown = [7_199_000, 7_200_000, 7_505_000, 86_400_000].map(formatCountdown);
  assert.deepEqual(shown, ["119:59", "2 h", "2 h 05", "24 h"]);
});
