import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MakeNetwork } from "./lab.ts";

/** A site: a switch with gateway, DHCP and a name server at 10.99.0.1; nothing leads further. */
export const siteNetwork: MakeNetwork = (namespace) => {
  const site = `${namespace}-site`;
  const folder = mkdtempSync(join(tmpdir(), "bringup-site-"));
  const ip = (...args: readonly string[]) => execFileSync("ip", args, { stdio: "ignore" });
  const close = () => {
    stop(join(folder, "pid"));
    spawnSync("ip", ["netns", "del", site], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of [namespace, site]) {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    ip("-n", site, "link", "add", "br0", "type", "bridge");
    ip(
      ...["link", "add", "eth0", "netns", namespace, "type", "veth"],
      ...["peer", "name", "port0", "netns", site],
    );
    ip("-n", site, "link", "set", "port0", "master", "br0");
    ip("-n", site, "addr", "add", "10.99.0.1/24", "dev", "br0");
    for (const link of ["br0", "port0"]) ip("-n", site, "link", "set", link, "up");
    writeFileSync(join(folder, "dnsmasq.conf"), dnsmasqConf(folder));
    ip("netns", "exec", site, "dnsmasq", "-C", join(folder, "dnsmasq.conf"));
    return close;
  } catch (thrown) {
    close();
    throw thrown;
  }
};

/**
 * A lease comes at once: no three seconds of asking whether somebody has the address, no silence to a
 * host that asks for what another boot of it had; else the client waits longer from time to time.
 */
function dnsmasqConf(folder: string): string {
  return `interface=br0
bind-interfaces
no-resolv
no-hosts
no-ping
dhcp-authoritative
user=root
dhcp-range=10.99.0.100,10.99.0.150,10m
dhcp-option=option:router,10.99.0.1
dhcp-option=option:dns-server,10.99.0.1
dhcp-leasefile=${folder}/leases
pid-file=${folder}/pid
address=/plane.lab.test/10.99.0.1
`;
}

function stop(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    if (pid > 0) process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}
