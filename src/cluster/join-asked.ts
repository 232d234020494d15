import { setIn } from "../spec/index.ts";
import type { JoinValues } from "./join-fields.ts";
import type { JoinGiven } from "./join-given.ts";
import { ownPaper } from "./join-own.ts";
import { type JoinPaper, joinChanges } from "./join-paper.ts";
import { joinWords } from "./join-words.ts";

export interface JoinWish {
  /** `undefined`: nothing was pasted yet. */
  readonly given: JoinGiven | undefined;
  /** What was said beside it, by name of the field. */
  readonly values: JoinValues;
  /** Where its artefacts are; empty: where they were found. */
  readonly artefacts: string;
  /** The local layer, and what all layers ask for so far. */
  readonly documentText: string;
  readonly askedArtefacts: string | undefined;
  readonly found: readonly {
    readonly distribution: string;
    readonly version: string;
    readonly directory: string;
  }[];
}

export type JoinAsked =
  | {
      readonly is: "plan";
      readonly documentText: string;
      readonly secrets: Readonly<Record<string, string>>;
    }
  /** `field`: which of those beside the line it is. */
  | { readonly is: "not-yet"; readonly why: string; readonly field?: string };

/** Pure: the document that brings this host in, from what was pasted. `nowMs`: wall time. */
export function joinAsked(wish: JoinWish, nowMs: number): JoinAsked {
  const { given, values, found } = wish;
  if (given === undefined)
    return { is: "not-yet", why: "the line of a member or of a distribution is not there yet" };
  const { isUsable, text } = joinWords(given, nowMs);
  const read = given.is === "own" ? ownPaper(given, values, found) : given;
  if (read.is === "not-yet") return read;
  if (read.is !== "paper" || !isUsable) return { is: "not-yet", why: text };
  const folder = wish.artefacts.trim() || (folderFor(read.paper, wish) ?? "");
  if (folder === "" && wish.askedArtefacts === undefined)
    return { is: "not-yet", why: "no artefacts of that version were found: say where they are" };
  const { changes, secrets } = joinChanges(read.paper);
  const where = folder === "" ? [] : [{ path: "spec.cluster.artefacts", value: folder }];
  return { is: "plan", documentText: setIn(wish.documentText, [...changes, ...where]), secrets };
}

/** `undefined`: nothing of that version lies on this host. */
function folderFor({ cluster }: JoinPaper, { found }: JoinWish): string | undefined {
  return found.find(
    ({ distribution, version }) =>
      distribution === cluster.distribution && version === cluster.version,
  )?.directory;
}
