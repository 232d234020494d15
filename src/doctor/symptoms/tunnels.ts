import { fromCheck } from "../from-check.ts";
import type { Patient } from "../patient.ts";
import { cannotSay, clear, defineSymptom, type Finding, found, notHere } from "../symptom.ts";

const LINKS = "/sys/class/net";
/** Those whose MTU is that of the packets in them; others set it on their routes. */
const TUNNELS = /^(flannel[.-]|vxlan(-v6)?\.calico$)/;
const POD_LINKS = /^(cni0|cali|cilium|lxc|flannel|vxlan)/;
/** What VXLAN puts around each packet over IPv4. */
const AROUND_BYTES = 50;

export const tunnelMtu = defineSymptom({
  id: "network.tunnel-mtu",
  code: "TUNNEL_MTU_TOO_LARGE",
  row: "8.2",
  title: "Pods on different nodes reach each other, and large transfers between them hang",
  cause: "Packets of the tunnel between nodes are larger than the link that has to carry them.",
  source: "failure catalogue; Palette Edge, overlay",
  async probe(patient) {
    const [names, { nics }] = await Promise.all([links(patient), patient.inventory()]);
    const tunnels = names.filter((name) => TUNNELS.test(name));
    if (tunnels.length === 0) return notHere("no tunnel of pods is on this host");
    if (nics.is === "unknown") return cannotSay(nics.why);
    const outer = (nics.is === "known" ? nics.value : []).filter(({ kind }) => kind === "ethernet");
    const least = outer.toSorted((one, other) => one.mtu - other.mtu)[0];
    if (least === undefined) return cannotSay("no link is known that carries the tunnel");
    const sizes = await Promise.all(
      tunnels.map(async (name) => [name, await mtuOf(patient, name)]),
    );
    const large = sizes.filter(([, mtu]) => Number(mtu) > least.mtu - AROUND_BYTES);
    if (large.length === 0) return clear("what tunnels carry fits into the link below them");
    const seen = large.map(([name, mtu]) => `${name}: MTU ${mtu}`);
    return found(["likely", "degraded"], [...seen, `${least.name}: MTU ${least.mtu}`]);
  },
  fix: [
    "See it from a pod: ping -M do -s 1372 ADDRESS of a pod on another node fails where -s 56 does not.",
    "Set the MTU of the network of pods to that of the way between the nodes less 50 bytes, in the values of its pack; behind VPN, PPPoE or LTE the way has less than the card.",
    "Restart the pods of that network on each node.",
  ],
});

export const forwardDropped = defineSymptom({
  id: "network.forward-dropped",
  code: "PODS_CUT_OFF_BY_FIREWALL",
  row: "8.2",
  title: "Nodes do not reach each other's pods: no route to host; names are not found by pods",
  cause: "The firewall of this host does not let through what pods send.",
  source: "failure catalogue; Kubernetes, requirements",
  async probe(patient) {
    const hasPods = (await links(patient)).some((name) => POD_LINKS.test(name));
    if (!hasPods) return notHere("no network of pods is on this host");
    const [policy, firewall] = await Promise.all([
      patient.check("network.forward-policy"),
      patient.check("network.firewall"),
    ]);
    const seen: readonly Finding[] = [
      fromCheck(policy, ["FORWARD_DROPPED"], ["likely", "degraded"]),
      fromCheck(firewall, ["FIREWALL_ACTIVE"], ["possible", "degraded"]),
    ];
    const unknown = seen.find(({ is }) => is === "unknown");
    return seen.find(({ is }) => is === "found") ?? unknown ?? clear("nothing is held back");
  },
  fix: [
    "Let forwarded packets through: iptables -P FORWARD ACCEPT. Docker sets it to DROP at each start.",
    "Tell ufw or firewalld the ports of the node, or switch it off: ufw disable, systemctl disable --now firewalld.",
    "Packets are sent and do not arrive: some old network cards count wrong in tunnels, so try ethtool -K NAME tx-checksum-ip-generic off.",
  ],
});

async function links({ host }: Patient): Promise<readonly string[]> {
  return (await host.files.list(LINKS)) ?? [];
}

async function mtuOf({ host }: Patient, name: string): Promise<number> {
  return Number((await host.files.readText(`${LINKS}/${name}/mtu`))?.trim());
}
