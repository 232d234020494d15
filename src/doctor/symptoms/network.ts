// Over 100 lines by design: troubles of the links and routes of this host.
import { overlap, parseNetwork } from "../../addresses/index.ts";
import type { Nic } from "../../inventory/index.ts";
import { fromCheck } from "../from-check.ts";
import type { Patient } from "../patient.ts";
import { cannotSay, clear, defineSymptom, type Finding, found, notHere } from "../symptom.ts";

async function nicsOf(patient: Patient): Promise<readonly Nic[]> {
  const { nics } = await patient.inventory();
  if (nics.is === "unknown") throw new Error(nics.why);
  return nics.is === "known" ? nics.value : [];
}

export const guestWithoutAddress = defineSymptom({
  id: "network.guest-without-address",
  code: "GUEST_WITHOUT_ADDRESS",
  row: "D7",
  title: "A VMware guest has no address after a reboot",
  cause: "systemd-networkd missed the moment at which the virtual card came up.",
  source: "Palette Edge, troubleshooting",
  when: [
    {
      otherwise: "this host is no guest of VMware",
      async holds(patient) {
        const { virtualization } = await patient.inventory();
        if (virtualization.is === "unknown") throw new Error(virtualization.why);
        return virtualization.is === "known" && virtualization.value.kind === "vmware";
      },
    },
  ],
  async probe({ check, unit }) {
    const seen = fromCheck(await check("network.link"), ["NETWORK_NO_ADDRESS"], LIKELY_DOWN);
    if (seen.is !== "found") return seen;
    const networkd = await unit("systemd-networkd.service");
    if (networkd.is === "known" && networkd.value.active === "active") return seen;
    return found(["possible", "node-down"], [...seen.evidence, "systemd-networkd does not run"]);
  },
  fix: ["Let it look again: networkctl reload.", "Still none: networkctl renew NAME of the card."],
});

const LIKELY_DOWN = ["likely", "node-down"] as const;

export const twoDefaultRoutes = defineSymptom({
  id: "network.two-default-routes",
  code: "DEFAULT_ROUTES_IN_ONE_SUBNET",
  row: "D36",
  title: "Connections hang now and then; two cards stand in the same network",
  cause:
    "Two interfaces of one subnet have a default route each, and answers leave by the wrong one.",
  source: "Palette Edge, troubleshooting",
  async probe(patient) {
    const result = await patient.check("network.default-route");
    if (result.status === "unknown") return cannotSay(result.observed);
    const lines = "evidence" in result ? (result.evidence ?? []) : [];
    const devices = new Set(lines.flatMap((line) => / on (\S+), metric/.exec(line)?.[1] ?? []));
    const rivals = (await nicsOf(patient)).filter(({ name }) => devices.has(name));
    const pair = rivals.flatMap((one, at) =>
      rivals.slice(at + 1).flatMap((other) => (shareNetwork(one, other) ? [[one, other]] : [])),
    )[0];
    if (pair === undefined) return clear(`Default route: ${result.observed}`);
    // Of two weights the lighter one is always taken: then only answers to the other address are lost.
    const sure = result.status === "warn" ? "certain" : "likely";
    return found([sure, "degraded"], [...pair.map(describe), ...lines]);
  },
  fix: [
    "Give the two interfaces addresses of different subnets, or take the gateway from one of them.",
    "Both are needed for the same network: bond them (Settings > Network).",
  ],
});

function shareNetwork(one: Nic, other: Nic): boolean {
  return networksOf(one).some((mine) => networksOf(other).some((its) => overlap(mine, its)));
}

function networksOf({ addresses }: Nic) {
  return addresses.flatMap(({ method, address, prefix }) => {
    const network = method === "link-local" ? undefined : parseNetwork(`${address}/${prefix}`);
    return network === undefined ? [] : [network];
  });
}

function describe({ name, addresses }: Nic): string {
  return `${name}: ${addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(" ")}`;
}

/** Features of `ethtool -k` by which the card would compute checksums inside of tunnels. */
const OFFLOADS = ["tx-udp_tnl-segmentation", "tx-udp_tnl-csum-segmentation"];

export const tunnelOffload = defineSymptom({
  id: "network.tunnel-offload",
  code: "TUNNEL_OFFLOAD_ON",
  row: "D38",
  title: "Pods of different nodes do not reach each other, while the nodes do",
  cause: "The VMXNET3 card computes wrong checksums for packets inside of UDP tunnels.",
  source: "Palette Edge, network overlay",
  async probe(patient) {
    const cards = (await nicsOf(patient)).filter(({ driver }) => driver === "vmxnet3");
    if (cards.length === 0) return notHere("no card of this host is a VMXNET3");
    const looked = await Promise.all(cards.map(({ name }) => lookAtOffloads(patient, name)));
    return (
      looked.find(({ is }) => is === "found") ??
      looked.find(({ is }) => is === "unknown") ??
      clear("both offloads are off")
    );
  },
  fix: [
    "Switch both off for each card: ethtool -K NAME tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off.",
    "Do the same in a boot stage of the user-data, because it does not outlive a reboot.",
  ],
});

async function lookAtOffloads({ said, host }: Patient, name: string): Promise<Finding> {
  const printed = await said(["ethtool", "-k", name]);
  if (printed.is !== "known")
    return cannotSay(printed.is === "absent" ? "ethtool is not installed" : printed.why);
  const on = printed.value
    .split("\n")
    .filter((line) => OFFLOADS.some((offload) => line.trim().startsWith(`${offload}: on`)));
  if (on.length === 0) return clear("both offloads are off");
  const tunnels = ((await host.files.list("/sys/class/net")) ?? []).filter((link) =>
    /^(vxlan|flannel|scbr|cilium_vxlan)/.test(link),
  );
  const evidence = [`${name}: vmxnet3`, ...on.map((line) => `${name}: ${line.trim()}`)];
  if (tunnels.length === 0) return found(["possible", "cosmetic"], evidence);
  return found(["likely", "degraded"], [...evidence, `tunnels: ${tunnels.join(", ")}`]);
}
