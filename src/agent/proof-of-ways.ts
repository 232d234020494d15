import { type ProofRung, type Prove, proveLinks } from "../network/index.ts";
import type { OwnWay } from "../proxy/index.ts";
import { climb, destinationsOf, firstFailed, type Ladder } from "../reach/index.ts";
import type { EdgeHost } from "../spec/index.ts";

export interface ProofParts {
  document(): EdgeHost;
  /** How requests of this agent leave the host now. */
  leaving(): Promise<OwnWay>;
}

/** One look at everything outside, milliseconds; while a change is tried somebody waits for it. */
const FAR_MS = 15_000;

/** What a change of the network must not break: the links themselves, then every way out of here. */
export function proofOfWays({ document, leaving }: ProofParts): Prove {
  return async (host, links, signal) => {
    const near = await proveLinks(host, links, signal);
    const destinations = destinationsOf(document());
    const isNearBroken = near.some(({ verdict }) => verdict === "fail" || verdict === "pending");
    if (destinations.length === 0 || isNearBroken) return near;
    const own = await leaving();
    const { ladders } = await climb(host, {
      destinations,
      proxies: own,
      ...(own.alsoTrust === undefined ? {} : { trust: own.alsoTrust }),
      timeoutMs: FAR_MS,
      signal,
    });
    return [...near, ...ladders.flatMap(rungOf)];
  };
}

/** What cannot be told proves nothing, either way. */
function rungOf(ladder: Ladder): readonly ProofRung[] {
  const { destination, family, verdict } = ladder;
  if (verdict !== "ok" && verdict !== "fail") return [];
  const { id, title } = destination;
  const failed = firstFailed(ladder);
  const evidence = failed === undefined ? `${title} answers` : `${title}: ${failed.sentence}`;
  return [{ id: `${id} ${family}`, verdict, evidence }];
}
