import type { HostView } from "../../engine/index.ts";
import type { HostFile } from "./host-file.ts";
import { RESOLV_CONFIG } from "./paths.ts";

/** Left to itself, NetworkManager takes the links of the pods down again: distributions.md 4.5. */
export const UNMANAGED: HostFile = {
  id: "rke2.unmanaged-links",
  title: "Keep NetworkManager away from the links of pods",
  path: "/etc/NetworkManager/conf.d/rke2-canal.conf",
  async contentFor(host) {
    if ((await host.files.stat("/etc/NetworkManager")) === undefined) return undefined;
    const links = ["flannel*", "cali*", "tunl*", "vxlan.calico", "vxlan-v6.calico"];
    const names = [...links, "wireguard.cali", "wg-v6.cali", "cni*", "cilium*", "lxc*"];
    const list = names.map((name) => `interface-name:${name}`).join(";");
    return `[keyfile]\nunmanaged-devices=${list}\n`;
  },
  async told({ host, signal }) {
    const unit = await host.units.show("NetworkManager.service");
    if (unit.is !== "known" || unit.value.active !== "active") return;
    await host.exec(["nmcli", "general", "reload", "conf"], { timeoutMs: 15_000, signal });
  },
};

const STUB = "/etc/resolv.conf";
const REAL = "/run/systemd/resolve/resolv.conf";

/**
 * With none but loopback servers in it RKE2 takes 8.8.8.8 in place of them, which without internet
 * answers nobody: distributions.md 4.5. Where the real servers are known, pods are given those.
 */
export const RESOLVERS: HostFile = {
  id: "rke2.resolv-conf",
  title: "Give pods the name servers of this host",
  path: RESOLV_CONFIG,
  async contentFor(host) {
    const stub = await serversIn(host, STUB);
    if (stub.length === 0 || stub.some((server) => !isLoopback(server))) return undefined;
    const real = await serversIn(host, REAL);
    return real.some((server) => !isLoopback(server)) ? `resolv-conf: ${REAL}\n` : undefined;
  },
};

async function serversIn(host: HostView, path: string): Promise<readonly string[]> {
  const text = (await host.files.readText(path)) ?? "";
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server ?? "");
}

function isLoopback(server: string): boolean {
  return server.startsWith("127.") || server === "::1";
}
