import type { Content, ContentOffer } from "../content/index.ts";
import { formatBytes } from "../quantity/index.ts";
import type { Answer, ContentFinding } from "./commands.ts";

/** What a person is told of a content, after its name: `2.1 GB, proven by sum, from /media/usb/core.tar.zst`. */
export function contentWords(content: Content): string {
  if (content.is === "foreign") return "not imported by bringup: it is left alone";
  const { archiveBytes, provenBy = [], from, sha256 } = content;
  return [
    ...(archiveBytes === undefined ? [] : [formatBytes(archiveBytes)]),
    ...provenWords(provenBy),
    `SHA-256 ${sha256.slice(0, 12)}`,
    `from ${from}`,
  ].join(", ");
}

type Proven = NonNullable<Extract<Content, { is: "imported" }>["provenBy"]>;

function provenWords(provenBy: Proven): readonly string[] {
  if (provenBy.length === 0) return [];
  return provenBy.includes("approval")
    ? ["taken as it was looked at"]
    : [`proven by ${provenBy.join(" and ")}`];
}

/** `2.1 GB, with its sum`. */
export function offerWords({ sizeBytes, proof, profile }: ContentOffer): string {
  const vouched =
    proof.length === 0 ? "nothing beside it vouches for it" : `with its ${proof.join(" and ")}`;
  const what = profile === undefined ? "" : `profile ${profile.name} in a folder, `;
  return `${what}${formatBytes(sizeBytes)}, ${vouched}`;
}

/** What a person gave to import from; empty: not given. */
export interface GivenImport {
  readonly from: string;
  readonly sha256: string;
  readonly name: string;
}

/** As the operation takes it; `offers`: what was seen on sticks, which is what is taken from them. */
export function importParams(
  { from, sha256, name }: GivenImport,
  offers: readonly ContentOffer[],
): Readonly<Record<string, string>> {
  const wanted = from.trim().replace(/\/+$/, "");
  const profile = offers.find((offer) => offer.from === wanted)?.profile;
  const folder = name.trim() || profile?.name || "";
  return {
    from: from.trim(),
    ...(sha256.trim() === "" ? {} : { sha256: sha256.trim() }),
    ...(folder === "" ? {} : { name: folder }),
    ...(profile === undefined ? {} : { seen: profile.seen }),
  };
}

/** Whether somebody has to look before it can be planned: a stick's folder is held to what was seen on it. */
export function isStickFolder(from: string): boolean {
  return /^stick:/.test(from.trim()) && !/\.(tar|tgz|gz|zst)$/i.test(from.trim());
}

/** Why a folder on a stick cannot be planned after a look; `undefined`: it can, or it is no such folder. */
export function whyUnseen(
  given: string,
  { offers, problems }: Pick<ContentFinding, "offers" | "problems">,
): string | undefined {
  const from = given.trim().replace(/\/+$/, "");
  if (!isStickFolder(from) || offers.some((offer) => offer.from === from)) return undefined;
  const own = problems.filter((problem) => problem.startsWith(`${from}/`));
  return [`${from} holds no profile that can be used`, ...(own.length > 0 ? own : problems)].join(
    "; ",
  );
}

type Exported = Extract<Answer, { readonly is: "profile-exported" }>;

/** `Wrote site-base-1.2.0.tar and its sum to the stick SITE: 3 files, SHA-256 0f0f...` */
export function exportedWords({ file, on, sha256, files }: Exported): string {
  const where = on === undefined ? "" : ` to the stick ${on}`;
  return `Wrote ${file} and its .sha256${where}: ${files} files, SHA-256 ${sha256.slice(0, 16)}`;
}
