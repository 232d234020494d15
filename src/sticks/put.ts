import type { HostIO } from "../engine/index.ts";
import { visitSticks } from "./visit.ts";

export interface CarriedText {
  /** Of the file, on the top of the stick. */
  readonly name: string;
  readonly text: string;
  /** As far as the stick knows owners at all: most are vfat, which does not. */
  readonly mode: number;
}

export type PutOnStick =
  /** `on`: name of the stick. */
  | { readonly is: "put"; readonly on: string }
  | { readonly is: "refused"; readonly why: string; readonly hint: string };

interface Look {
  readonly host: HostIO;
  readonly signal: AbortSignal;
}

/** Onto the one stick that is plugged in: of two, nobody can tell which is meant. */
export async function putOnStick(
  { name, text, mode }: CarriedText,
  { host, signal }: Look,
): Promise<PutOnStick> {
  const counted = await visitSticks({ host, signal }, async ({ shown }) => shown);
  const [only, ...more] = counted.visits;
  if (only === undefined) return noStick(counted.problems);
  if (more.length > 0)
    return {
      ...{ is: "refused", why: `${1 + more.length} sticks are plugged in` },
      hint: "Leave the one in that is to carry it.",
    };
  const look = { host, signal, access: "write" } as const;
  const written = await visitSticks(look, ({ folder }) =>
    host.files.writeAtomic(`${folder}/${name}`, text, { mode, signal }),
  );
  return written.visits.length === 0 ? noStick(written.problems) : { is: "put", on: only };
}

function noStick(problems: readonly string[]): PutOnStick {
  return { is: "refused", why: problems.join("; "), hint: "Plug in a USB stick, and try again." };
}
