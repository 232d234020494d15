import { isLoopbackHost, wayOut } from "../hop.ts";
import type { SeenLink } from "../ip-json.ts";
import { cannotTell, type Finding, ok, type Rung, type Standing, skip } from "../rung.ts";

/** Does the cable carry a signal? */
export const carrier: Rung = {
  id: "carrier",
  title: "Link",
  timeoutMs: 5_000,
  isLocal: true,
  async look(standing): Promise<Finding> {
    if (isLoopbackHost(standing.hop.host))
      return skip("this host itself, no cable needed", { isThisHost: true });
    const links = await standing.looks.links();
    if (links.is !== "known")
      return cannotTell(links.is === "unknown" ? links.why : "no list of links");
    const { route } = await wayOut(standing);
    const named = route.is === "known" ? route.value.link : undefined;
    const outward = links.value.filter(leadsOut);
    const own = links.value.find(({ name }) => name === named);
    if (own?.isLoopback === true) return skip("an address of this host", { isThisHost: true });
    return own === undefined ? judgeAll(outward, standing) : judgeOne(own);
  },
};

/** Bridges and pairs that container engines and pod networks make lead nowhere by themselves. */
const INNER = /^(docker|cni|flannel|cali|cilium|lxc|lxd|virbr|kube|ifb|br-[0-9a-f]{12}$|veth)/;

function leadsOut({ name, isLoopback }: SeenLink): boolean {
  return !isLoopback && !INNER.test(name);
}

function judgeOne(link: SeenLink): Finding {
  const evidence = [describe(link)];
  if (link.hasCarrier) return ok(evidence, { link });
  if (!link.isUp)
    return {
      verdict: "fail",
      code: "LINK_OFF",
      sentence: `${link.name} is switched off`,
      evidence,
    };
  return {
    verdict: "fail",
    code: "LINK_NO_CARRIER",
    sentence: `the cable of ${link.name} carries no signal`,
    evidence,
  };
}

/** No route names a link: the first one that could do it. */
function judgeAll(links: readonly SeenLink[], { family }: Standing): Finding {
  const alive = links.filter(({ hasCarrier }) => hasCarrier);
  const addressed = alive.find(({ addresses }) =>
    addresses.some((one) => one.family === family && !one.isLinkLocal),
  );
  const best = addressed ?? alive[0] ?? links.find(({ isUp }) => isUp) ?? links[0];
  if (best === undefined)
    return {
      verdict: "fail",
      code: "LINK_NONE",
      sentence: "this host has no network interface",
      evidence: ["none but loopback"],
    };
  if (links.length === 1 || best.hasCarrier) return judgeOne(best);
  const names = links.map(({ name }) => name).join(", ");
  const evidence = links.map(describe);
  return best.isUp
    ? {
        verdict: "fail",
        code: "LINK_NO_CARRIER",
        sentence: `no cable carries a signal (${names})`,
        evidence,
      }
    : { verdict: "fail", code: "LINK_OFF", sentence: `all links are off (${names})`, evidence };
}

function describe({ name, isUp, hasCarrier, mtuBytes }: SeenLink): string {
  if (!isUp) return `${name} is off`;
  return `${name} ${hasCarrier ? "has a link" : "has no link"}, MTU ${mtuBytes}`;
}
