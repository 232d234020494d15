import { formatUtc } from "../quantity/index.ts";
import { type JoinGiven, lacksPin, type OwnGiven } from "./join-given.ts";
import type { JoinPaper } from "./join-paper.ts";

export interface JoinWords {
  /** This host can join by it now, as far as its clock is right. */
  readonly isUsable: boolean;
  /** Without a full stop. */
  readonly text: string;
}

/** Pure: what a text lets this host into, or why it cannot be used. Nothing secret is in it. */
export function joinWords(given: JoinGiven, nowMs: number): JoinWords {
  if (given.is === "own") return { isUsable: true, text: ownText(given) };
  const why = given.is === "paper" ? whyOver(given.paper, nowMs) : whyUnusable(given);
  if (why !== undefined || given.is !== "paper") return { isUsable: false, text: why ?? "" };
  return { isUsable: true, text: paperText(given.paper) };
}

function whyUnusable(given: Exclude<JoinGiven, { is: "paper" | "own" }>): string {
  if (given.is === "broken") return `this line cannot be used: ${given.why}`;
  if (given.is === "half")
    return `this looks like ${given.title}, but ${given.why}. ${given.hint.replace(/\.$/, "")}`;
  return "this is neither the line of a member nor what a distribution lets nodes in by";
}

function whyOver({ material: { endsMs }, cluster }: JoinPaper, nowMs: number): string | undefined {
  if (endsMs === undefined || endsMs > nowMs) return undefined;
  return (
    `this line let hosts into cluster ${cluster.name} until ${formatUtc(endsMs)}, and by the clock of this host ` +
    `it is ${formatUtc(nowMs)}: make a new one on a member, or set the clock`
  );
}

function paperText({ cluster, role, material: { server, endsMs } }: JoinPaper): string {
  const { name, distribution, version } = cluster;
  const what = [distribution, version].filter((part) => typeof part === "string").join(" ");
  const ends = endsMs === undefined ? "" : `, until ${formatUtc(endsMs)}`;
  return `cluster ${name}, ${what}, this host as ${role}, through ${server}${ends}`;
}

/** Whose it is, for whom, where, and whether it says whom to believe. */
function ownText({ readings }: OwnGiven): string {
  const [first] = readings;
  const { role, server } = first.material;
  const inside = first.way.pin === "in-token" ? "the pin is in its token" : "with its pin";
  return [
    `join material of ${readings.map(({ title }) => title).join(" or ")}`,
    role === undefined ? "for either role" : `this host as ${role}`,
    server === undefined ? "no address in it" : `through ${server}`,
    lacksPin(first) ? "no pin in it" : inside,
  ].join(", ");
}
