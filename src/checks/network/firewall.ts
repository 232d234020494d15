import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { runningServices } from "../services.ts";

const UFW = "/etc/ufw/ufw.conf";

export const firewall = defineCheck({
  ...ruleOf("network.firewall"),
  needs: [],
  async run(_, { host }) {
    const [services, ufw] = await Promise.all([
      runningServices(host, ["firewalld"]),
      host.files.readText(UFW),
    ]);
    const active = [...services, ...(/^ENABLED=yes$/m.test(ufw ?? "") ? ["ufw"] : [])];
    const evidence = [`firewalld: ${services.length > 0 ? "runs" : "does not run"}`];
    if (ufw !== undefined) evidence.push(`${UFW}: ${active.includes("ufw") ? "on" : "off"}`);
    if (active.length === 0) return pass("none", { evidence });
    return warn(active.join(", "), {
      code: "FIREWALL_ACTIVE",
      expected: "none, or one that knows the ports of a node",
      remedy:
        "Open the ports of the node and trust the pod and service networks, or switch it off.",
      why: "Pods, nodes and the host's own page are cut off from each other, often only partly.",
      evidence,
    });
  },
});
