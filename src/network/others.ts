import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { runningOf } from "./drivers/driver.ts";
import type { Claim, SeenLink } from "./seen.ts";

/** Which links ifupdown and wicked have. Never writes, never throws. */
export function observeOthers(
  host: HostView,
  links: readonly SeenLink[],
): Promise<Fact<readonly Claim[]>> {
  return factOf(async () => [
    ...(await ifupdownClaims(host)),
    ...(await wickedClaims(host, links)),
  ]);
}

const INTERFACES = "/etc/network/interfaces";

async function ifupdownClaims(host: HostView): Promise<readonly Claim[]> {
  const unit = await host.units.show("networking.service");
  if (unit.is !== "known") return [];
  const folder = `${INTERFACES}.d`;
  const names = (await host.files.list(folder)) ?? [];
  const paths = [INTERFACES, ...names.map((name) => `${folder}/${name}`)];
  const claims = await Promise.all(
    paths.map(async (path) => interfacesClaims(path, (await host.files.readText(path)) ?? "")),
  );
  return claims.flat();
}

/** interfaces(5): `iface NAME inet METHOD`; `manual` leaves the link to somebody else. */
function interfacesClaims(file: string, text: string): readonly Claim[] {
  const names = [...text.matchAll(/^\s*iface\s+(\S+)\s+inet6?\s+(\S+)/gm)]
    .filter(([, name, method]) => name !== "lo" && method !== "manual")
    .map(([, name = ""]) => name);
  return [...new Set(names)].map((link) => ({ link, program: "ifupdown", file, isOurs: false }));
}

async function wickedClaims(host: HostView, links: readonly SeenLink[]): Promise<readonly Claim[]> {
  const running = await runningOf(host, "wickedd.service");
  if (running.is !== "known" || !running.value) return [];
  const claims = await Promise.all(
    links.map(async ({ name }) => {
      const file = `/etc/sysconfig/network/ifcfg-${name}`;
      if ((await host.files.stat(file)) === undefined) return [];
      return [{ link: name, program: "wicked", file, isOurs: false }];
    }),
  );
  return claims.flat();
}
