import type { ConnectOutcome, HostView } from "../../engine/index.ts";
import { cannotTell, defineCheck, fail, type PortUse, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { type BoundPorts, boundPorts } from "./bound-ports.ts";

export const ports = defineCheck({
  ...ruleOf("kubernetes.ports"),
  needs: [],
  async run(_, { host, ports, ownCluster, signal }) {
    if (ownCluster !== undefined) return skip(`in use by ${ownCluster}`);
    const bound = await boundPorts(host);
    const seen = await Promise.all(
      ports.map(async (wanted) => ({ wanted, state: await look(wanted, { host, bound, signal }) })),
    );
    const taken = seen.filter(({ state }) => state.is === "connected");
    const evidence = seen.map(describe);
    if (taken.length > 0) {
      const [first] = taken;
      const table = first?.wanted.protocol === "udp" ? "-lunp" : "-ltnp";
      return fail(`in use: ${taken.map(({ wanted }) => shown(wanted)).join(", ")}`, {
        code: "PORT_IN_USE",
        expected: "free",
        remedy: `Find the program with ss ${table} sport = :${first?.wanted.port} and stop it.`,
        why: "The parts of a node listen on fixed ports and do not start when one is taken.",
        evidence,
      });
    }
    const untold = seen.find(({ state }) => state.is === "failed");
    if (untold?.state.is === "failed") {
      return cannotTell(`port ${shown(untold.wanted)}: ${untold.state.why}`);
    }
    return pass(`${seen.length} free`, { evidence });
  },
});

interface Looking {
  readonly host: HostView;
  readonly bound: BoundPorts;
  readonly signal: AbortSignal;
}

/** The kernel's table knows every address; where it is not shown, loopback is asked. */
async function look(
  { port, protocol = "tcp" }: PortUse,
  { host, bound, signal }: Looking,
): Promise<ConnectOutcome> {
  const table = bound[protocol];
  if (table?.has(port)) return { is: "connected", tookMs: 0 };
  if (table !== undefined) return { is: "refused" };
  if (protocol === "udp") return { is: "failed", why: "the kernel does not show who uses it" };
  return host.connect({ host: "127.0.0.1", port }, { timeoutMs: 1000, signal });
}

const shown = ({ port, protocol }: PortUse) => (protocol === "udp" ? `${port}/udp` : `${port}`);

function describe({ wanted, state }: { wanted: PortUse; state: ConnectOutcome }): string {
  const words = { connected: "in use", refused: "free", failed: "not known" };
  return `${shown(wanted)} (${wanted.use}): ${words[state.is]}`;
}
