import type { Blocked } from "../engine/index.ts";
import type { NetworkDriver } from "./drivers/driver.ts";
import { DRIVERS } from "./drivers/index.ts";
import { claimsOn } from "./observe-network.ts";
import type { Claim, DriverSeen, SeenNetwork } from "./seen.ts";
import type { LinkWanted } from "./wanted.ts";

export type Choice =
  | { readonly is: "chosen"; readonly driver: NetworkDriver; readonly seen: DriverSeen }
  | { readonly is: "none"; readonly obstacle: Blocked };

/** Pure: who has the links that are asked for; then who has most; then who runs at all. */
export function chooseDriver(seen: SeenNetwork, links: readonly LinkWanted[]): Choice {
  const names = links.map(({ name }) => name);
  const running = DRIVERS.flatMap((driver) => {
    const fact = seen.drivers[driver.id];
    return fact.is === "known" && fact.value.runs ? [{ driver, seen: fact.value }] : [];
  });
  const unclear = DRIVERS.find(({ id }) => seen.drivers[id].is === "unknown");
  if (unclear !== undefined) return { is: "none", obstacle: unknownDriver(unclear, seen) };
  const ranked = running.toSorted(
    (a, b) =>
      countOf(b.seen, (claim) => names.includes(claim.link) && claim.isUsual !== true) -
        countOf(a.seen, (claim) => names.includes(claim.link) && claim.isUsual !== true) ||
      countOf(b.seen, () => true) - countOf(a.seen, () => true),
  );
  const [first] = ranked;
  if (first !== undefined) return { is: "chosen", ...first };
  return { is: "none", obstacle: noDriver(seen, names) };
}

function countOf({ claims }: DriverSeen, counts: (claim: Claim) => boolean): number {
  return claims.filter(counts).length;
}

function unknownDriver({ id }: NetworkDriver, seen: SeenNetwork): Blocked {
  const fact = seen.drivers[id];
  return {
    code: "NETWORK_UNKNOWN",
    message: `it is not known which links ${id} keeps: ${fact.is === "unknown" ? fact.why : ""}`,
    hint: `Look at ${id} on this host, then plan again.`,
  };
}

/** Why links of these two are shown and never written. */
const READ_ONLY: Readonly<Record<string, string>> = {
  ifupdown: "has no way to take a change and bring it back while the link is in use",
  wicked: "writes its files from YaST, which would write over ours",
};

export function readOnlyReason({ program }: Claim): string | undefined {
  return READ_ONLY[program];
}

function noDriver(seen: SeenNetwork, names: readonly string[]): Blocked {
  const claim = names.flatMap((name) => claimsOn(seen, name))[0];
  const reason = claim === undefined ? undefined : readOnlyReason(claim);
  const hint = "Start systemd-networkd or NetworkManager on this host, and let it have the links.";
  if (claim === undefined || reason === undefined) {
    const message = "neither systemd-networkd nor NetworkManager runs on this host";
    return { code: "NETWORK_NO_DRIVER", message, hint };
  }
  const message = `the links are kept by ${claim.program}, which ${reason}`;
  return { code: "NETWORK_NO_DRIVER", message, hint };
}
