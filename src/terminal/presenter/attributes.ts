import { backgroundOf, foregroundOf, STYLE } from "../screen.ts";
import type { Capabilities } from "./capabilities.ts";

/** The shortest SGR from one packed style to another; "" where they are the same. */
export function attributeBytes(from: number, to: number, capabilities: Capabilities): string {
  if (from === to) return "";
  if (to === 0) return "\u001b[m";
  const cache = capabilities.attributeOff ? WITH_OFF : WITHOUT_OFF;
  const key = from * STYLES + to;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const bytes = shortestSgr(from, to, capabilities.attributeOff);
  if (cache.size > MOST_KEPT) cache.clear();
  cache.set(key, bytes);
  return bytes;
}

const STYLES = 1 << 14;
const MOST_KEPT = 4096;
// Screens use some ten pairs of styles; working them out anew for each cell would be half the work.
const WITH_OFF = new Map<number, string>();
const WITHOUT_OFF = new Map<number, string>();

function shortestSgr(from: number, to: number, hasOff: boolean): string {
  const anew = `\u001b[;${codes(0, to).join(";")}m`;
  const isMoreOnly = lostAttributes(from, to).length === 0 && !losesColour(from, to);
  if (!hasOff && !isMoreOnly) return anew;
  const changed = `\u001b[${[...lostAttributes(from, to), ...codes(from, to)].join(";")}m`;
  return changed.length <= anew.length ? changed : anew;
}

const ON: readonly (readonly [bit: number, on: number, off: number])[] = [
  [STYLE.bold, 1, 22],
  [STYLE.underline, 4, 24],
  [STYLE.reverse, 7, 27],
];

function lostAttributes(from: number, to: number): readonly number[] {
  return ON.filter(([bit]) => (from & bit) !== 0 && (to & bit) === 0).map(([, , off]) => off);
}

function losesColour(from: number, to: number): boolean {
  const lost = (of: (style: number) => number) => of(from) !== 0 && of(to) === 0;
  return lost(foregroundOf) || lost(backgroundOf);
}

/** What has to be switched on, or back to the device's own colour. */
function codes(from: number, to: number): readonly number[] {
  const on = ON.filter(([bit]) => (from & bit) === 0 && (to & bit) !== 0).map(([, code]) => code);
  if (foregroundOf(from) !== foregroundOf(to)) on.push(colourCode(foregroundOf(to), 30));
  if (backgroundOf(from) !== backgroundOf(to)) on.push(colourCode(backgroundOf(to), 40));
  return on;
}

function colourCode(colour: number, base: number): number {
  if (colour === 0) return base + 9;
  return colour <= 8 ? base + colour - 1 : base + 60 + colour - 9;
}
