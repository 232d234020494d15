import { isIP } from "node:net";
import type { HostView } from "../../engine/index.ts";
import type { EdgeHost } from "../../spec/index.ts";
import { type CheckOutcome, cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { readNeeded } from "../read.ts";
import { ruleOf } from "../rules.ts";

const OWN = "/etc/resolv.conf";
/** The servers behind the local stub of systemd-resolved. */
const UPLINK = "/run/systemd/resolve/resolv.conf";

export const dns = defineCheck({
  ...ruleOf("network.dns"),
  needs: [],
  async run(_, { host, document, signal }): Promise<CheckOutcome> {
    const own = serversIn(await readNeeded(host, OWN));
    const isStub = own.length > 0 && own.every((server) => server.startsWith("127."));
    const uplink = isStub ? serversIn((await host.files.readText(UPLINK)) ?? "") : own;
    const evidence = [`${OWN}: ${own.join(", ") || "no nameserver"}`];
    if (isStub) evidence.push(`${UPLINK}: ${uplink.join(", ") || "no nameserver"}`);
    if (own.length === 0 || (own.includes("127.0.0.53") && uplink.length === 0)) {
      return fail("no server", {
        code: "DNS_NO_SERVER",
        expected: "one server",
        remedy: "Set a DNS server (Settings > DNS).",
        why: "Names of the plane, registries and time servers cannot be found.",
        evidence,
      });
    }
    if (isStub && uplink.length === 0) {
      return warn(`only ${own.join(", ")}`, {
        code: "DNS_ONLY_LOOPBACK",
        expected: "a server pods can reach",
        remedy: "Set the address of a DNS server that is not this host's loopback.",
        why: "Pods inherit this list, and in a pod the loopback address is the pod itself.",
        evidence,
      });
    }
    const servers = uplink.join(", ");
    return (
      (await tryPlane({ host, document, signal, servers, evidence })) ?? pass(servers, { evidence })
    );
  },
});

function serversIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*nameserver\s+([0-9A-Fa-f.:]+)/gm)].flatMap(([, address]) =>
    address === undefined || isIP(address) === 0 ? [] : [address],
  );
}

interface Trial {
  readonly host: HostView;
  readonly document: EdgeHost | undefined;
  readonly signal: AbortSignal;
  readonly servers: string;
  readonly evidence: readonly string[];
}

/** Only a name the document gives us is asked for: no host should hear from us unbidden. */
async function tryPlane(trial: Trial): Promise<CheckOutcome | undefined> {
  const plane = trial.document?.spec.registration?.plane;
  const name = plane === undefined ? "" : new URL(plane).hostname.replace(/^\[|\]$/g, "");
  if (name === "" || isIP(name) !== 0) return undefined;
  const found = await trial.host.resolve(name, { timeoutMs: 2000, signal: trial.signal });
  if (found.is === "known") return undefined;
  if (found.is === "unknown") return cannotTell(`${name}: ${found.why}`);
  return warn(`${trial.servers} does not know ${name}`, {
    code: "DNS_NAME_UNKNOWN",
    expected: "an address of the plane",
    remedy: "Check the address of the plane, or ask for its name in this DNS.",
    why: "Registration cannot reach the plane by this name.",
    evidence: trial.evidence,
  });
}
