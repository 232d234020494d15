import { formatUtc } from "../quantity/index.ts";
import type { JoinPaper, ReadPaper } from "./join-paper.ts";

export interface JoinWords {
  /** This host can join by it now, as far as its clock is right. */
  readonly isUsable: boolean;
  /** Without a full stop. */
  readonly text: string;
}

/** Pure: what a line lets this host into, or why it cannot be used. Nothing secret is in it. */
export function joinWords(read: ReadPaper, nowMs: number): JoinWords {
  if (read.is === "broken")
    return { isUsable: false, text: `this line cannot be used: ${read.why}` };
  if (read.is === "foreign")
    return {
      isUsable: false,
      text: "this is no line of a member; what a distribution prints is taken by bringup cluster join",
    };
  const { material, cluster } = read.paper;
  const { endsMs } = material;
  if (endsMs !== undefined && endsMs <= nowMs)
    return {
      isUsable: false,
      text:
        `this line let hosts into cluster ${cluster.name} until ${formatUtc(endsMs)}, and by the clock of this host ` +
        `it is ${formatUtc(nowMs)}: make a new one on a member, or set the clock`,
    };
  return { isUsable: true, text: paperText(read.paper) };
}

function paperText({ cluster, role, material: { server, endsMs } }: JoinPaper): string {
  const { name, distribution, version } = cluster;
  const what = [distribution, version].filter((part) => typeof part === "string").join(" ");
  const ends = endsMs === undefined ? "" : `, until ${formatUtc(endsMs)}`;
  return `cluster ${name}, ${what}, this host as ${role}, through ${server}${ends}`;
}
