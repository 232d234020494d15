import {
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Destination, destinationsFrom, type ReachReport } from "../../src/reach/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import type { ClimbRequest } from "./children/climber.ts";
import type { SitePlan } from "./children/site.ts";

/**
 * Two network namespaces and a cable between them. The host is 10.99.0.2 and fd99::2; the site is its
 * gateway and name server, .1 and ::1, and has servers behind it at 10.98.0.10 and fd98::10.
 */
export interface Lab {
  /** Runs `ip` on one side: `host` or `site`. */
  ip(side: "host" | "site", ...args: readonly string[]): void;
  /** Writes to a file below /proc/sys of one side. */
  sysctl(side: "host" | "site", key: string, value: string): void;
  nameServers(...servers: readonly string[]): void;
  /** What `ip` prints. */
  show(side: "host" | "site", ...args: readonly string[]): string;
  /** Addresses and routes of the host as at the start. */
  restore(): void;
  look(given: readonly string[] | readonly Destination[]): Promise<ReachReport>;
  close(): Promise<void>;
}

export const SERVER_NAME = "plane.lab.test";

/** Why there can be no lab here; `false`: there can. */
export function whyNoLab(): string | false {
  if (process.getuid?.() !== 0) return "SKIPPED: network namespaces need root";
  const name = `reach${process.pid}try`;
  const made = spawnSync("ip", ["netns", "add", name]);
  if (made.error) return "SKIPPED: the program ip (iproute2) is not installed";
  if (made.status !== 0) return `SKIPPED: no network namespaces here: ${made.stderr}`.trim();
  spawnSync("ip", ["netns", "del", name]);
  return false;
}

export async function openLab(): Promise<Lab> {
  const names = { host: `reach${process.pid}host`, site: `reach${process.pid}site` };
  const folder = `/etc/netns/${names.host}`;
  const run = (...args: readonly string[]) => execFileSync("ip", args, { encoding: "utf8" });
  const ip = (side: "host" | "site", ...args: readonly string[]) => run("-n", names[side], ...args);
  const resolvConf = (servers: readonly string[]) =>
    // In place: the namespace has this very file mounted.
    writeFileSync(
      `${folder}/resolv.conf`,
      [...servers.map((one) => `nameserver ${one}`), "options timeout:1 attempts:1", ""].join("\n"),
    );
  const children: ChildProcessWithoutNullStreams[] = [];
  const sysctl: Lab["sysctl"] = (side, key, value) =>
    void run("netns", "exec", names[side], "sh", "-c", `echo ${value} > /proc/sys/${key}`);

  async function close(): Promise<void> {
    for (const child of children) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.kill("SIGKILL")) await ended;
    }
    for (const name of Object.values(names)) spawnSync("ip", ["netns", "del", name]);
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    for (const name of Object.values(names)) run("netns", "add", name);
    mkdirSync(folder, { recursive: true });
    resolvConf(["10.99.0.1"]);
    build(ip, names.site);
    // An address that is still being asked for answers nobody: that of its link comes with each cable.
    sysctl("site", "net/ipv6/conf/eth0/accept_dad", "0");
    restore(ip);
    const ca = makeCertificate({ name: "Lab Root" });
    const { cert, key } = makeCertificate({ name: SERVER_NAME, by: ca });
    const servers = ["10.98.0.10", "fd98::10"];
    const plan: SitePlan = {
      servers,
      gateways: ["10.99.0.1", "fd99::1"],
      cert,
      key,
      names: {
        [SERVER_NAME]: servers,
        "six.lab.test": ["fd98::10"],
        "far.lab.test": ["10.98.0.99"],
      },
    };
    await start(names.site, "site.ts", [JSON.stringify(plan)], children);
    const { child, lines } = await start(names.host, "climber.ts", [], children);
    return {
      ip,
      show: ip,
      sysctl,
      nameServers: (...all) => resolvConf(all),
      restore() {
        resolvConf(["10.99.0.1"]);
        restore(ip);
      },
      async look(given) {
        const destinations = given.flatMap((one) =>
          typeof one === "string" ? destinationsFrom([one]).destinations : one,
        );
        const asked: ClimbRequest = { destinations, trust: ca.cert };
        child.stdin.write(`${JSON.stringify(asked)}\n`);
        const { value } = await lines.next();
        return JSON.parse(value ?? "");
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

type Ip = (side: "host" | "site", ...args: readonly string[]) => string;

function build(ip: Ip, site: string): void {
  ip("host", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", site);
  for (const side of ["host", "site"] as const) ip(side, "link", "set", "lo", "up");
  ip("site", "addr", "add", "10.99.0.1/24", "dev", "eth0");
  ip("site", "addr", "add", "10.98.0.10/32", "dev", "lo");
  ip("site", "addr", "add", "fd98::10/128", "dev", "lo");
  // Not a word, as 10.98.0.99 gets none: this is no router.
  ip("site", "-6", "route", "add", "blackhole", "fd98::99");
}

function restore(ip: Ip): void {
  ip("site", "link", "set", "eth0", "up", "mtu", "1500");
  // A link that was down has lost it.
  ip("site", "addr", "replace", "fd99::1/64", "dev", "eth0", "nodad");
  ip("host", "addr", "flush", "dev", "eth0", "scope", "global");
  ip("host", "link", "set", "eth0", "down");
  ip("host", "link", "set", "eth0", "up", "mtu", "1500");
  ip("host", "addr", "add", "10.99.0.2/24", "dev", "eth0");
  ip("host", "addr", "add", "fd99::2/64", "dev", "eth0", "nodad");
  ip("host", "route", "replace", "default", "via", "10.99.0.1");
  ip("host", "-6", "route", "replace", "default", "via", "fd99::1");
}

async function start(
  namespace: string,
  file: string,
  args: readonly string[],
  children: ChildProcessWithoutNullStreams[],
) {
  const path = fileURLToPath(new URL(`children/${file}`, import.meta.url));
  const child = spawn("ip", ["netns", "exec", namespace, process.execPath, path, ...args]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done || value !== "ready") throw new Error(`${file} did not start: ${value}`);
  return { child, lines };
}
