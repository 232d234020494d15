import { X509Certificate } from "node:crypto";
import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { keptAnswers } from "../text/index.ts";

/** End of the earliest of these PEM files that are there, wall time. Absent: none was made yet. */
export function observeEarliestEnd(
  host: HostView,
  paths: readonly string[],
): Promise<Fact<number>> {
  return factOf(async () => {
    const texts = await Promise.all(paths.map((path) => host.files.readText(path)));
    const ends = texts.flatMap((text) => (text === undefined ? [] : [certificateEnd(text)]));
    return ends.length === 0 ? undefined : Math.min(...ends);
  });
}

/** Wall time. @throws when it is no certificate. */
export const certificateEnd: (pem: string) => number = keptAnswers(64, (pem = "") => {
  const endMs = Date.parse(new X509Certificate(pem).validTo);
  if (Number.isNaN(endMs)) throw new Error("a certificate has no readable end");
  return endMs;
});
