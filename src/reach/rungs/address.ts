import { familyOf } from "../hop.ts";
import type { SeenAddress, SeenLink } from "../ip-json.ts";
import {
  cannotTell,
  type Finding,
  familyWord,
  ok,
  type Rung,
  type Standing,
  skip,
  unused,
} from "../rung.ts";

/** Has the link an address of this family that can be used? */
export const address: Rung = {
  id: "address",
  title: "Address",
  timeoutMs: 5_000,
  isLocal: true,
  async look(standing): Promise<Finding> {
    const { found, family, looks } = standing;
    if (found.isThisHost) return skip("this host itself");
    const links = await looks.links();
    if (links.is !== "known")
      return cannotTell(links.is === "unknown" ? links.why : "no list of links");
    const link = links.value.find(({ name }) => name === found.link?.name) ?? found.link;
    const own = link?.addresses.filter((one) => one.family === family) ?? [];
    const usable = own.find((one) => !one.isLinkLocal && !one.isDuplicate);
    if (link !== undefined && usable !== undefined) return judgeUsable(usable, link);
    if (isFamilyOptional(standing, links.value))
      return unused(`this host has no ${familyWord[family]} address`);
    return missing(own, link?.name ?? "any link", standing);
  },
};

function judgeUsable(usable: SeenAddress, link: SeenLink): Finding {
  const shown = `${usable.address}/${usable.prefix} on ${link.name}`;
  return usable.isTentative
    ? cannotTell(`${shown}, still being checked for duplicates`)
    : ok([shown]);
}

/** A name may be reached over the other family, an address may not. */
function isFamilyOptional({ family, hop }: Standing, links: readonly SeenLink[]): boolean {
  if (familyOf(hop.host) !== undefined) return false;
  const isUsable = (one: SeenAddress) => !one.isLinkLocal && !one.isDuplicate;
  const all = links.filter(({ isLoopback }) => !isLoopback).flatMap(({ addresses }) => addresses);
  if (all.some((one) => one.family === family && one.isDuplicate)) return false;
  // Where neither is there it is IPv4 that is missed.
  return family === "ipv6" || all.some((one) => one.family !== family && isUsable(one));
}

function missing(own: readonly SeenAddress[], link: string, { family }: Standing): Finding {
  const word = familyWord[family];
  const duplicate = own.find(({ isDuplicate }) => isDuplicate);
  if (duplicate !== undefined)
    return {
      verdict: "fail",
      code: "ADDRESS_DUPLICATE",
      sentence: `another machine on ${link} has the address ${duplicate.address}`,
      evidence: [`${duplicate.address}/${duplicate.prefix} failed the check for duplicates`],
    };
  const [selfMade] = own;
  if (selfMade !== undefined && family === "ipv4")
    return {
      verdict: "fail",
      code: "ADDRESS_SELF_ASSIGNED",
      sentence: `${link} has only the address ${selfMade.address}, which the host gave itself`,
      evidence: [`${selfMade.address}/${selfMade.prefix} on ${link}`],
    };
  return {
    verdict: "fail",
    code: "ADDRESS_NONE",
    sentence: `${link} has no ${word} address`,
    evidence: selfMade === undefined ? ["none"] : [`only ${selfMade.address}`],
  };
}
