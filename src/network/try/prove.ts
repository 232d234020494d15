import type { HostView } from "../../engine/index.ts";
import { type LinkSeen, seeLinks } from "./seen.ts";

/** One thing that has to work for the host to be reached. */
export interface ProofRung {
  /** The same before and after: `link eth0`, `gateway 10.0.0.1` is `gateway`. */
  readonly id: string;
  /** `pending`: the kernel is still asking whether somebody else has it. */
  readonly verdict: "ok" | "fail" | "skip" | "pending";
  readonly evidence: string;
}

export type Prove = (
  host: HostView,
  links: readonly string[],
  signal: AbortSignal,
) => Promise<readonly ProofRung[]>;

/** What answered before and fails now; empty: no worse than before. */
export function worseThan(
  before: readonly ProofRung[],
  after: readonly ProofRung[],
): readonly ProofRung[] {
  const worked = ({ verdict }: ProofRung) => verdict === "ok" || verdict === "pending";
  return after.filter(
    ({ id, verdict }) =>
      (verdict === "fail" || verdict === "pending") &&
      before.some((rung) => rung.id === id && worked(rung)),
  );
}

const CONNECT_MS = 1500;

/** Carrier, address, gateway and name servers of the links: what every other way out begins with. */
export const proveLinks: Prove = async (host, links, signal) => {
  const seen = await seeLinks(host, links);
  return [
    ...seen.flatMap((link) => [carrierOf(link), addressOf(link)]),
    await gatewayOf(host, seen, signal),
    await nameServerOf(host, seen, signal),
  ];
};

function carrierOf({ link, hasCarrier, method }: LinkSeen): ProofRung {
  const evidence = method === "absent" ? `${link} is not there` : `${link} has no link`;
  const id = `link ${link}`;
  if (hasCarrier) return { id, verdict: "ok", evidence: `${link} has a link` };
  return { id, verdict: "fail", evidence };
}

function addressOf({ link, addresses, trouble }: LinkSeen): ProofRung {
  const id = `address ${link}`;
  if (addresses.length === 0) {
    return { id, verdict: "fail", evidence: `${link} has no address` };
  }
  const shown = addresses.join(", ");
  if (trouble === "duplicate") {
    return { id, verdict: "fail", evidence: `another host has an address of ${link}: ${shown}` };
  }
  if (trouble === "tentative") {
    return { id, verdict: "pending", evidence: `${link}: ${shown} is still being asked for` };
  }
  return { id, verdict: "ok", evidence: shown };
}

async function gatewayOf(
  host: HostView,
  seen: readonly LinkSeen[],
  signal: AbortSignal,
): Promise<ProofRung> {
  const all = seen.flatMap(({ link, gateways }) => gateways.map((address) => ({ link, address })));
  if (all.length === 0) return { id: "gateway", verdict: "skip", evidence: "no gateway" };
  const answers = await Promise.all(all.map((each) => isNeighbour(host, each, signal)));
  const silent = all.filter((_, index) => answers[index] === false);
  const shown = (silent.length > 0 ? silent : all).map(({ address }) => address).join(", ");
  if (silent.length === 0) return { id: "gateway", verdict: "ok", evidence: `${shown} answers` };
  return { id: "gateway", verdict: "fail", evidence: `gateway ${shown} does not answer` };
}

/** A connect makes the kernel ask for the neighbour; whether it answered stands in its table. */
async function isNeighbour(
  host: HostView,
  { link, address }: { readonly link: string; readonly address: string },
  signal: AbortSignal,
): Promise<boolean> {
  const scoped = /^fe80:/i.test(address) ? `${address}%${link}` : address;
  const outcome = await host.connect({ host: scoped, port: 53 }, { timeoutMs: CONNECT_MS, signal });
  if (outcome.is !== "failed") return true;
  const table = await host.probe(["ip", "neigh", "show", "to", address, "dev", link]);
  return table.is === "exited" && /\b(REACHABLE|PERMANENT|STALE|DELAY|PROBE)\b/.test(table.stdout);
}

async function nameServerOf(
  host: HostView,
  seen: readonly LinkSeen[],
  signal: AbortSignal,
): Promise<ProofRung> {
  const servers = [...new Set(seen.flatMap(({ dns }) => dns))];
  if (servers.length === 0) return { id: "dns", verdict: "skip", evidence: "no name server" };
  const outcomes = await Promise.all(
    servers.map((server) =>
      host.connect({ host: server, port: 53 }, { timeoutMs: CONNECT_MS, signal }),
    ),
  );
  const shown = servers.join(", ");
  if (outcomes.some((outcome) => outcome.is !== "failed")) {
    return { id: "dns", verdict: "ok", evidence: `name server ${shown} answers` };
  }
  return { id: "dns", verdict: "fail", evidence: `no name server answers: ${shown}` };
}
