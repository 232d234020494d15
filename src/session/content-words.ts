import type { Content, ContentOffer } from "../content/index.ts";
import { formatBytes } from "../quantity/index.ts";

/** What a person is told of a content, after its name: `2.1 GB, proven by sum, from /media/usb/core.tar.zst`. */
export function contentWords(content: Content): string {
  if (content.is === "foreign") return "not imported by bringup: it is left alone";
  const { archiveBytes, provenBy = [], from, sha256 } = content;
  return [
    ...(archiveBytes === undefined ? [] : [formatBytes(archiveBytes)]),
    ...(provenBy.length === 0 ? [] : [`proven by ${provenBy.join(" and ")}`]),
    `SHA-256 ${sha256.slice(0, 12)}`,
    `from ${from}`,
  ].join(", ");
}

/** `2.1 GB, with its sum`. */
export function offerWords({ sizeBytes, proof }: ContentOffer): string {
  const vouched =
    proof.length === 0 ? "nothing beside it vouches for it" : `with its ${proof.join(" and ")}`;
  return `${formatBytes(sizeBytes)}, ${vouched}`;
}
