import type { Axis, Combination, When } from "./shape.ts";

/** Three answers: what is not known neither holds nor fails. */
export type Holding = "yes" | "no" | "unknown";

/** A single axis that fails settles it, whatever the others are. */
export function holds(when: When, combination: Combination): Holding {
  const axes = Object.keys(when) as Axis[];
  const answers = axes.map((axis) => axisHolds(axis, when, combination));
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}

function axisHolds(axis: Axis, when: When, combination: Combination): Holding {
  const value = combination[axis];
  if (value === undefined) return "unknown";
  const wanted: readonly unknown[] = when[axis] ?? [];
  const isMet = axis === "osVersion" ? wanted.some(beginsWith(value)) : wanted.includes(value);
  return isMet ? "yes" : "no";
}

/** `8` is met by 8 and 8.10, and not by 80. */
const beginsWith = (value: unknown) => (wanted: unknown) => isWithin(String(value), String(wanted));

export function isWithin(version: string, wanted: string): boolean {
  return version === wanted || version.startsWith(`${wanted}.`);
}

/** Releases and versions by their numbers; what follows them does not count. */
export function isBefore(a: string, b: string): boolean {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

export function numbersOf(version: string): readonly [number, number, number] {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)];
}
