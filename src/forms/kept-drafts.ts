import type { ClusterOffers } from "../session/index.ts";
import { distributionTitle, isOfAnother, PATHS } from "./cluster-offers.ts";

type Typed = Readonly<Record<string, string>>;

/** Of what was typed: under which name, and what becomes of it; `undefined`: it goes. */
interface DraftChange {
  readonly name: string;
  readonly text: string | undefined;
}

/** Fields whose values one distribution has and another has not, as they are called. */
const TITLES = [
  [PATHS.version, "version"],
  [PATHS.artefacts, "artefacts"],
  [PATHS.cni, "pod network"],
  [PATHS.datastore, "datastore"],
] as const;

/** Among the drafts, where a value waits for its distribution to be chosen again. */
const keptName = (distribution: string, path: string): string =>
  `kept for ${distribution}: ${path}`;

interface Chosen {
  readonly from: string;
  readonly to: string;
}

/** Pure. What cannot be meant for the distribution chosen now is kept for the former; what was kept for this one is back. */
export function draftsMoved(
  offers: ClusterOffers | undefined,
  drafts: Typed,
  { from, to }: Chosen,
): readonly DraftChange[] {
  if (offers === undefined || from === to || to === "") return [];
  return TITLES.flatMap(([path]): readonly DraftChange[] => {
    const text = drafts[path];
    const isLet = text !== undefined && text !== "" && isOfAnother(offers, to, { path, text });
    const back = drafts[keptName(to, path)];
    const kept = isLet && from !== "" ? [{ name: keptName(from, path), text }] : [];
    if (back === undefined) return isLet ? [...kept, { name: path, text: undefined }] : [];
    if (!isLet && text !== undefined && text !== "") return [];
    return [...kept, { name: path, text: back }, { name: keptName(to, path), text: undefined }];
  });
}

/** Pure. `Kept for K3s: version 1.35.3+k3s1, pod network flannel`, a sentence for each that was left. */
export function keptWords(
  offers: ClusterOffers | undefined,
  drafts: Typed,
  chosen: string,
): readonly string[] {
  const others = offers?.distributions.filter(({ id }) => id !== chosen) ?? [];
  return others.flatMap(({ id }) => {
    const kept = TITLES.flatMap(([path, title]) => {
      const text = drafts[keptName(id, path)];
      return text === undefined ? [] : [`${title} ${text}`];
    });
    if (kept.length === 0) return [];
    return [`Let go, and kept for ${distributionTitle(offers, id)}: ${kept.join(", ")}`];
  });
}
