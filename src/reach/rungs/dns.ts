import type { NameOutcome } from "../../engine/index.ts";
import { familyOf } from "../hop.ts";
import {
  cannotTell,
  type Finding,
  familyWord,
  ok,
  type Rung,
  type Standing,
  skip,
} from "../rung.ts";

/**
 * Has the name of the hop an address of this family? As programs here resolve it; only where that
 * fails each name server is asked by itself, to tell a dead one from an unknown name.
 */
export const dns: Rung = {
  id: "dns",
  title: "DNS",
  timeoutMs: 20_000,
  isLocal: true,
  async look(standing): Promise<Finding> {
    const { hop, way, looks, family } = standing;
    if (hop.host === "") return await anyServer(standing);
    if (familyOf(hop.host) !== undefined) return skip(notNeeded(standing), { address: hop.host });
    const resolved = await looks.resolve(hop.host);
    if (resolved.is !== "known") return await explain(standing);
    const own = resolved.value.filter((one) => familyOf(one) === family);
    const [first] = own;
    const local = way.is === "proxied" ? "; the proxy resolves the destination" : "";
    if (first !== undefined)
      return ok([`${hop.host} is ${own.join(", ")}${local}`], { address: first });
    return await otherFamily(standing, resolved.value);
  },
};

function notNeeded({ way, hop }: Standing): string {
  return way.is === "proxied" ? "the proxy resolves names" : `${hop.host} is an address already`;
}

/** Fine where the other family serves; not where this host cannot use it. */
async function otherFamily(
  { looks, hop, family }: Standing,
  all: readonly string[],
): Promise<Finding> {
  const word = familyWord[family];
  const links = await looks.links();
  const other = family === "ipv4" ? "ipv6" : "ipv4";
  const hasOther =
    links.is !== "known" ||
    all.some((one) => one === "::1" || one.startsWith("127.")) ||
    links.value.some(
      ({ addresses, isLoopback }) =>
        !isLoopback && addresses.some((one) => one.family === other && !one.isLinkLocal),
    );
  if (hasOther)
    return { verdict: "skip", evidence: [`${hop.host} has no ${word} address`], ends: true };
  return {
    verdict: "fail",
    code: "NAME_OTHER_FAMILY",
    sentence: `${hop.host} has only ${familyWord[other]} addresses, and this host has none`,
    evidence: all,
  };
}

/** The name could not be resolved: what does each server say? */
async function explain({ looks, hop, family }: Standing): Promise<Finding> {
  const resolved = await looks.resolve(hop.host);
  const servers = await looks.nameServers();
  const list = servers.is === "known" ? servers.value : [];
  if (servers.is === "absent" || (servers.is === "known" && list.length === 0))
    return {
      verdict: "fail",
      code: "DNS_NOT_CONFIGURED",
      sentence: `${hop.host} cannot be found: no name server is set`,
      evidence: ["no name server"],
    };
  const told = await Promise.all(
    list.map(async (server) => ({
      server,
      outcome: await looks.askServer(server, hop.host, family),
    })),
  );
  const evidence = told.map(({ server, outcome }) => `${server}: ${wordsOf(outcome)}`);
  const names = list.join(", ");
  if (told.length > 0 && told.every(({ outcome }) => outcome.is === "not-asked"))
    return cannotTell(`${hop.host}: ${evidence[0] ?? "not asked"}`);
  if (resolved.is === "absent" || told.some(({ outcome }) => outcome.is === "unknown-name"))
    return {
      verdict: "fail",
      code: "NAME_UNKNOWN",
      sentence: `the name ${hop.host} is not known${names === "" ? "" : ` to ${names}`}`,
      evidence,
    };
  if (told.some(({ outcome }) => outcome.is === "refused"))
    return {
      verdict: "fail",
      code: "DNS_FAILS",
      sentence: `${names} cannot tell the address of ${hop.host}`,
      evidence,
    };
  if (told.some(({ outcome }) => outcome.is === "answered"))
    return cannotTell(`${hop.host}: the servers know it, this host does not resolve it`);
  return {
    verdict: "fail",
    code: "DNS_SILENT",
    sentence: `no name server answers (${names})`,
    evidence,
  };
}

/** No name to ask for: the root is known everywhere, and every answer shows a living server. */
async function anyServer({ looks, family }: Standing): Promise<Finding> {
  const servers = await looks.nameServers();
  if (servers.is === "unknown") return cannotTell(servers.why);
  const all = servers.is === "known" ? servers.value : [];
  if (all.length === 0)
    return {
      verdict: "fail",
      code: "DNS_NOT_CONFIGURED",
      sentence: "no name server is set",
      evidence: ["no name server"],
    };
  const own = all.filter((server) => familyOf(server) === family);
  if (own.length === 0) return skip(`no name server is asked over ${familyWord[family]}`);
  const told = await Promise.all(
    own.map(async (server) => ({ server, outcome: await looks.askServer(server, ".", family) })),
  );
  const evidence = told.map(({ server, outcome }) => `${server}: ${aliveWords(outcome)}`);
  if (told.every(({ outcome }) => outcome.is === "not-asked"))
    return cannotTell(evidence.join("; "));
  if (told.some(({ outcome }) => outcome.is !== "silent" && outcome.is !== "not-asked"))
    return ok(evidence);
  return {
    verdict: "fail",
    code: "DNS_SILENT",
    sentence: `no name server answers (${own.join(", ")})`,
    evidence,
  };
}

function aliveWords(outcome: NameOutcome): string {
  return outcome.is === "silent" || outcome.is === "not-asked" ? outcome.why : "answers";
}

function wordsOf(outcome: NameOutcome): string {
  switch (outcome.is) {
    case "answered":
      return outcome.addresses.length === 0
        ? "has the name, without such an address"
        : outcome.addresses.join(", ");
    case "unknown-name":
      return "no such name";
    case "refused":
    case "silent":
    case "not-asked":
      return outcome.why;
  }
}
