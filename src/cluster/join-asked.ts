import { setIn } from "../spec/index.ts";
import { type JoinPaper, joinChanges, readJoinPaper } from "./join-paper.ts";
import { joinWords } from "./join-words.ts";

export interface JoinWish {
  /** As it was pasted. */
  readonly line: string;
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
  | { readonly is: "not-yet"; readonly why: string };

/** Pure: the document that brings this host in, from the line of a member. `nowMs`: wall time. */
export function joinAsked(wish: JoinWish, nowMs: number): JoinAsked {
  if (wish.line.trim() === "")
    return { is: "not-yet", why: "the line of a member is not there yet" };
  const read = readJoinPaper(wish.line);
  const { isUsable, text } = joinWords(read, nowMs);
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
