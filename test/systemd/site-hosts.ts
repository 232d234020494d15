import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, openLab } from "./lab.ts";
import { createMachine, type Machine } from "./machine.ts";

/** A host of a site, at a fixed address of its network. */
export interface SiteHost extends Machine {
  readonly name: string;
  readonly address: string;
  /** What nobody switches on again: process 1 dies, and the link is down. */
  fail(): Promise<void>;
}

export interface SiteOfHosts {
  readonly lab: Lab;
  /** A bare machine at 10.99.0.<number>, called edge<number>; anew with the same number, on another disk. */
  host(number: number): SiteHost;
  /** Switches off whatever still runs, and takes everything down. */
  close(): Promise<void>;
}

const NUMBERS = [1, 2, 3] as const;
const portOf = (number: number) => `port${number}`;
const namespaceOf = (site: string, number: number) => `${site}-edge${number}`;
const ip = (...args: readonly string[]) => execFileSync("ip", args, { stdio: "ignore" });

export async function openSite(): Promise<SiteOfHosts> {
  const lab = await openLab(switchAndLinks);
  const hosts: SiteHost[] = [];
  return {
    lab,
    host(number) {
      const name = `edge${number}`;
      const disk = `${name}-${hosts.length}`;
      const cgroups = lab.cgroups.map((folder) => `${folder}/${disk}`);
      for (const folder of cgroups) mkdirSync(folder);
      const namespace = namespaceOf(lab.namespace, number);
      const machine = createMachine({ ...lab, namespace, cgroups }, disk);
      writeFileSync(join(machine.tree, "etc/hostname"), `${name}\n`);
      const link = (state: "up" | "down") =>
        ip("-n", lab.namespace, "link", "set", portOf(number), state);
      const host: SiteHost = {
        ...machine,
        ...{ name, address: `10.99.0.${number}` },
        async boot() {
          link("up");
          await machine.boot();
        },
        async fail() {
          link("down");
          await machine.cutPower();
        },
      };
      hosts.push(host);
      return host;
    },
    async close() {
      await Promise.all(hosts.map((host) => host.powerOff()));
      lab.close();
    },
  };
}

/** One switch, a host at each of its ports; the gateway is the switch, and nothing leads further. */
function switchAndLinks(site: string): () => void {
  const close = () => {
    for (const number of NUMBERS)
      spawnSync("ip", ["netns", "del", namespaceOf(site, number)], { stdio: "ignore" });
  };
  try {
    ip("netns", "add", site);
    const onSwitch = (...args: readonly string[]) => ip("-n", site, ...args);
    onSwitch("link", "set", "lo", "up");
    onSwitch("link", "add", "br0", "type", "bridge");
    onSwitch("addr", "add", "10.99.0.254/24", "dev", "br0");
    onSwitch("link", "set", "br0", "up");
    for (const number of NUMBERS) {
      const name = namespaceOf(site, number);
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
      const peer = ["peer", "name", portOf(number), "netns", site];
      ip("link", "add", "eth0", "netns", name, "type", "veth", ...peer);
      onSwitch("link", "set", portOf(number), "master", "br0", "up");
      ip("-n", name, "addr", "add", `10.99.0.${number}/24`, "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "route", "add", "default", "via", "10.99.0.254");
    }
    return close;
  } catch (thrown) {
    close();
    throw thrown;
  }
}
