import type { ConnectOutcome } from "../../engine/index.ts";
import { cannotTell, defineCheck, fail, type PortUse, pass, skip } from "../check.ts";
import { ruleOf } from "../rules.ts";

export const ports = defineCheck({
  ...ruleOf("kubernetes.ports"),
  needs: [],
  async run(_, { host, ports, ownCluster, signal }) {
    if (ownCluster !== undefined) return skip(`in use by ${ownCluster}`);
    const seen = await Promise.all(
      ports.map(async (wanted) => {
        const target = { host: "127.0.0.1", port: wanted.port };
        return { wanted, outcome: await host.connect(target, { timeoutMs: 1000, signal }) };
      }),
    );
    const taken = seen.filter(({ outcome }) => outcome.is === "connected");
    const evidence = seen.map(describe);
    if (taken.length > 0) {
      return fail(`in use: ${taken.map(({ wanted }) => wanted.port).join(", ")}`, {
        code: "PORT_IN_USE",
        expected: "free",
        remedy: `Find the program with ss -ltnp sport = :${taken[0]?.wanted.port} and stop it.`,
        why: "The parts of a node listen on fixed ports and do not start when one is taken.",
        evidence,
      });
    }
    const untold = seen.find(({ outcome }) => outcome.is === "failed");
    if (untold?.outcome.is === "failed") {
      return cannotTell(`port ${untold.wanted.port}: ${untold.outcome.why}`);
    }
    return pass(`${seen.length} free`, { evidence });
  },
});

function describe({ wanted, outcome }: { wanted: PortUse; outcome: ConnectOutcome }): string {
  const words = { connected: "something answers", refused: "free", failed: "not known" };
  return `${wanted.port} (${wanted.use}): ${words[outcome.is]}`;
}
