import type { HostView } from "../engine/index.ts";
import type { NetworkDriverId } from "./change.ts";
import { DRIVERS } from "./drivers/index.ts";
import { observeLinks } from "./links.ts";
import { observeOthers } from "./others.ts";
import { observePersisted } from "./persisted.ts";
import type { Claim, DriverSeen, SeenNetwork } from "./seen.ts";

/** Links, and who configures each. Never writes, never throws: what cannot be read is unknown. */
export async function observeNetwork(host: HostView, signal: AbortSignal): Promise<SeenNetwork> {
  const links = await observeLinks(host, signal);
  const known = links.is === "known" ? links.value : [];
  const [drivers, others, persisted] = await Promise.all([
    Promise.all(
      DRIVERS.map(async ({ id, observe }) => [id, await observe(host, { links: known, signal })]),
    ),
    observeOthers(host, known),
    observePersisted(host),
  ]);
  return { links, drivers: Object.fromEntries(drivers), others, persisted };
}

/** Pure: everybody who claims this link, drivers that do not run left out. */
export function claimsOn(seen: SeenNetwork, link: string): readonly Claim[] {
  const others = seen.others.is === "known" ? seen.others.value : [];
  return [...Object.values(seen.drivers).flatMap(claimsOfDriver), ...others].filter(
    (claim) => claim.link === link,
  );
}

function claimsOfDriver(driver: SeenNetwork["drivers"][NetworkDriverId]): readonly Claim[] {
  const value: DriverSeen | undefined = driver.is === "known" ? driver.value : undefined;
  return value?.runs === true ? value.claims : [];
}
