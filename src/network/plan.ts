import type { Blocked, Candidate, Skipped } from "../engine/index.ts";
import type { EdgeHostSpec } from "../spec/index.ts";
import { fileEnsure, unitEnsure } from "../steps/index.ts";
import { RESOLV_CONF, RESOLVED_UNIT, type SeenDns } from "./observe.ts";
import { MAX_SERVERS, renderResolvConf, renderResolvedDropIn } from "./resolv-conf.ts";

export type DnsSpec = NonNullable<NonNullable<EdgeHostSpec["network"]>["dns"]>;

const DROP_IN = "/etc/systemd/resolved.conf.d/90-bringup.conf";
const TITLE = "Name servers";

/** Pure: through systemd-resolved where it is in use, else the plain file, else the reason why not. */
export function planDns(wanted: DnsSpec, { resolver, inForce }: SeenDns): Candidate {
  if (wanted.servers === undefined && wanted.search === undefined)
    return candidate({ skipped: [{ title: TITLE, reason: "the section names none" }] });
  switch (resolver.is) {
    case "resolved":
      return planResolved(wanted);
    case "plain":
      return planPlain(wanted, inForce);
    case "foreign":
      return candidate({ blocked: [ownedElsewhere(resolver.owner)] });
    case "unknown":
      return candidate({ blocked: [unreadable(resolver.why)] });
  }
}

function planResolved({ servers, search }: DnsSpec): Candidate {
  const template = renderResolvedDropIn({
    ...(servers === undefined ? {} : { servers }),
    ...(search === undefined ? {} : { search }),
  });
  return candidate({
    steps: [
      fileEnsure({
        id: "dns.config",
        title: `Write name servers to ${DROP_IN}`,
        path: DROP_IN,
        template,
        readBy: RESOLVED_UNIT,
      }),
      unitEnsure({
        id: "dns.resolved",
        title: "Restart systemd-resolved with them",
        unit: RESOLVED_UNIT,
        want: "restarted",
        watches: [DROP_IN],
        impact: "restart",
      }),
    ],
  });
}

function planPlain(wanted: DnsSpec, inForce: SeenDns["inForce"]): Candidate {
  if (inForce.is === "unknown") return candidate({ blocked: [unreadable(inForce.why)] });
  const seen = inForce.is === "known" ? inForce.value : { servers: [], search: [] };
  const { servers = seen.servers, search = seen.search } = wanted;
  const ignored = servers.slice(MAX_SERVERS);
  const skipped: readonly Skipped[] =
    ignored.length === 0
      ? []
      : [{ title: `Name server ${ignored.join(", ")}`, reason: "resolv.conf holds at most three" }];
  const step = fileEnsure({
    id: "dns.config",
    title: `Write name servers to ${RESOLV_CONF}`,
    path: RESOLV_CONF,
    template: renderResolvConf({ servers, search }),
  });
  return candidate({ steps: [step], skipped });
}

function ownedElsewhere(owner: string): Blocked {
  return {
    code: "DNS_OWNED_ELSEWHERE",
    message: `${RESOLV_CONF} belongs to ${owner}`,
    hint: "Set the name servers there, or use systemd-resolved on this host.",
  };
}

function unreadable(why: string): Blocked {
  return {
    code: "DNS_UNKNOWN",
    message: `it is not known who decides the name servers: ${why}`,
    hint: `Look at ${RESOLV_CONF}, then plan again.`,
  };
}

function candidate(parts: Partial<Candidate>): Candidate {
  return { steps: [], skipped: [], blocked: [], ...parts };
}
