import {
  DISTRIBUTIONS,
  type JoinMaterial,
  type JoinWay,
  loadDriver,
} from "../distributions/index.ts";
import { type ReadPaper, readJoinPaper } from "./join-paper.ts";

/** What a text lets this host in by, as it was pasted, typed or brought. */
export type JoinGiven = ReadPaper | OwnGiven | HalfGiven;

/** Of a distribution itself; more than one where its text looks the same. */
export interface OwnGiven {
  readonly is: "own";
  readonly readings: readonly [OwnReading, ...OwnReading[]];
}

export interface OwnReading {
  readonly distribution: string;
  readonly title: string;
  readonly way: JoinWay;
  readonly material: JoinMaterial;
  /** Its material alone. */
  readonly text: string;
}

/** Begins as the material of a distribution does. */
export interface HalfGiven {
  readonly is: "half";
  readonly title: string;
  readonly why: string;
  readonly hint: string;
}

interface Way {
  readonly id: string;
  readonly title: string;
  readonly way: JoinWay;
}

/** No larger text is looked through. */
const LONGEST = 64 * 1024;

/** What it resolves with is pure. */
export async function joinReader(): Promise<(text: string) => JoinGiven> {
  const ways = await Promise.all(
    DISTRIBUTIONS.map(async ({ id, title }) => ({ id, title, way: (await loadDriver(id)).join })),
  );
  const usable = ways.flatMap(({ way, ...rest }) => (way === undefined ? [] : [{ ...rest, way }]));
  return (text) => readGiven(text.slice(0, LONGEST), usable);
}

function readGiven(text: string, ways: readonly Way[]): JoinGiven {
  const paper = readJoinPaper(text);
  if (paper.is !== "foreign") return paper;
  const [first, ...more] = narrowed(text, ways.flatMap(readingBy(text)));
  if (first !== undefined) return { is: "own", readings: [first, ...more] };
  return halfBy(text, ways) ?? { is: "foreign" };
}

const readingBy =
  (text: string) =>
  ({ id, title, way }: Way): readonly OwnReading[] => {
    const material = way.flaw(text) === undefined ? way.parse(text) : undefined;
    if (material === undefined) return [];
    return [{ distribution: id, title, way, material, text: way.spell(material) }];
  };

/** Two can have tokens of one shape: then the port tells them apart, or their name. */
function narrowed(text: string, all: readonly OwnReading[]): readonly OwnReading[] {
  if (all.length < 2) return all;
  const byPort = all.filter(({ material, way }) => material.server?.endsWith(`:${way.port}`));
  if (byPort.length === 1) return byPort;
  const named = all.filter(({ distribution }) => new RegExp(distribution, "i").test(text));
  return named.length === 1 ? named : all;
}

function halfBy(text: string, ways: readonly Way[]): HalfGiven | undefined {
  const halves = ways.flatMap(({ title, way }) => {
    const flaw = way.flaw(text);
    return flaw === undefined ? [] : [{ title, ...flaw }];
  });
  const [first] = halves;
  if (first === undefined) return undefined;
  return { is: "half", ...first, title: halves.map(({ title }) => title).join(" or ") };
}

/** Pure. Whom to believe is neither in its token nor beside it. */
export const lacksPin = ({ material, way }: OwnReading): boolean =>
  material.pin === undefined && way.shownBy.pin !== undefined;

/** Pure. Came in one line of several: a terminal breaks a long one, and a backslash does. */
export function mayGoOn(text: string, given: JoinGiven): boolean {
  if (given.is === "broken") return given.isCut === true;
  if (given.is === "own") return text.endsWith("\\") || lacksPin(given.readings[0]);
  return given.is === "half";
}
