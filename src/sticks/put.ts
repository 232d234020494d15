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
  const only = await onlyStick({ host, signal });
  if (typeof only !== "string") return only;
  const look = { host, signal, access: "write" } as const;
  const written = await visitSticks(look, ({ folder }) =>
    host.files.writeAtomic(`${folder}/${name}`, text, { mode, signal }),
  );
  return written.visits.length === 0 ? noStick(written.problems) : { is: "put", on: only };
}

/**
 * Files that are not on it yet, or are the same already; then the stick is let go, mounted again and read back:
 * what is compared is what is on it.
 */
export async function putNewOnStick(
  files: readonly CarriedText[],
  { host, signal }: Look,
): Promise<PutOnStick> {
  const only = await onlyStick({ host, signal });
  if (typeof only !== "string") return only;
  const differing = async (folder: string) => {
    for (const { name, text } of files) {
      const found = await host.files.readText(`${folder}/${name}`);
      if (found !== undefined && found !== text) return name;
    }
    return undefined;
  };
  const written = await visitSticks({ host, signal, access: "write" }, async ({ folder }) => {
    const taken = await differing(folder);
    for (const { name, text, mode } of taken === undefined ? files : [])
      await host.files.writeAtomic(`${folder}/${name}`, text, { mode, signal });
    return { taken };
  });
  const [visit] = written.visits;
  if (visit === undefined) return noStick(written.problems);
  if (visit.taken !== undefined)
    return {
      ...{ is: "refused", why: `${only} has another ${visit.taken} on it` },
      hint: "Remove that one from the stick first.",
    };
  const read = await visitSticks({ host, signal }, async ({ folder }) => {
    for (const { name, text } of files)
      if ((await host.files.readText(`${folder}/${name}`)) !== text) return false;
    return true;
  });
  if (read.visits[0] === true) return { is: "put", on: only };
  return {
    ...{ is: "refused", why: `what was written to ${only} does not read back the same` },
    hint: "Use another stick: this one loses data.",
  };
}

/** Its name. */
async function onlyStick(look: Look): Promise<string | Extract<PutOnStick, { is: "refused" }>> {
  const { visits, problems } = await visitSticks(look, async ({ shown }) => shown);
  const [only, ...more] = visits;
  if (only === undefined) return noStick(problems);
  if (more.length === 0) return only;
  return {
    ...{ is: "refused", why: `${1 + more.length} sticks are plugged in` },
    hint: "Leave the one in that is to carry it.",
  };
}

function noStick(problems: readonly string[]): Extract<PutOnStick, { is: "refused" }> {
  return { is: "refused", why: problems.join("; "), hint: "Plug in a USB stick, and try again." };
}
