import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { WATCH_UNIT } from "../../../src/network/try/folder.ts";
import { eventually } from "../../support/eventually.ts";

/** Why no network can be made here; `undefined`: one can. */
export function noNamespaces(): string | undefined {
  if (process.geteuid?.() !== 0) return "not root";
  const made = spawnSync("ip", ["netns", "add", probeName], { stdio: "ignore" });
  if (made.status !== 0) return "ip netns add does not work here";
  spawnSync("ip", ["netns", "del", probeName], { stdio: "ignore" });
  return undefined;
}

const probeName = `bringup-probe-${process.pid}`;

export interface Settings {
  readonly addresses: readonly string[];
  readonly gateway?: string;
  readonly dns: readonly string[];
}

export const FIRST: Settings = {
  addresses: ["10.77.0.2/24", "fd77::2/64"],
  gateway: "10.77.0.1",
  dns: ["10.77.0.1"],
};

export function settingsText({ addresses, gateway = "", dns }: Settings): string {
  return `ADDRESSES='${addresses.join(" ")}'\nGATEWAY='${gateway}'\nDNS='${dns.join(" ")}'\n`;
}

/** A small network daemon with real effects: the settings of the file, in the kernel. */
const NETUP = `#!/bin/sh -e
root=\${0%/usr/sbin/netup}
. "$root/etc/network/eth0.conf"
ip addr flush dev eth0 scope global
for address in $ADDRESSES; do ip addr add "$address" dev eth0; done
[ -z "$GATEWAY" ] || ip route replace default via "$GATEWAY" dev eth0
for server in $DNS; do echo "nameserver $server"; done >"$root/etc/resolv.conf"
`;

const CHILD = join(import.meta.dirname, "children/in-namespace.ts");

export interface NamespaceLab {
  readonly root: string;
  /** Addresses, routes and name servers, as the kernel and the resolver's file have them. */
  state(): object;
  /** The agent's part, as a process in the namespace of the host. */
  tryOut(wanted: Settings, seconds: number): { child: ChildProcess; ended: Promise<Ended> };
  gatewayMac(): string;
  /** The gateway answers ARP for networks it knows a way to (proxy ARP). */
  answerForAll(): void;
  decide(wish: string): void;
  /** Its time is over now. */
  endTime(): void;
  outcome(): Promise<string>;
  close(): void;
}

export interface Ended {
  readonly state?: string;
  readonly message?: string;
}

let count = 0;

/** A host with one link and its gateway, each in a namespace of its own; nothing leads outside. */
export function openNamespaces(): NamespaceLab {
  count += 1;
  const name = `bringup-try-${process.pid}-${count}`;
  const [host, gateway] = [`${name}-h`, `${name}-g`];
  const root = mkdtempSync(join(tmpdir(), "bringup-namespace-"));
  const ip = (...args: readonly string[]) => execFileSync("ip", args, { encoding: "utf8" });
  const place = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  };
  for (const namespace of [host, gateway]) ip("netns", "add", namespace);
  ip(
    ...["link", "add", "eth0", "netns", host, "type", "veth"],
    ...["peer", "name", "eth0", "netns", gateway],
  );
  for (const namespace of [host, gateway]) {
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "link", "set", "eth0", "up");
  }
  // Without its own check for duplicates: while that lasts, a host that takes the address is not told.
  ip("-n", gateway, "addr", "add", "10.77.0.1/24", "dev", "eth0");
  ip("-n", gateway, "addr", "add", "fd77::1/64", "dev", "eth0", "nodad");
  for (const namespace of [host, gateway]) awaitLinkLocal(namespace);
  place("/run/systemd/system/.keep", "");
  place("/usr/sbin/netup", NETUP, 0o755);
  place("/usr/sbin/ip", `#!/bin/sh\nexec ip "$@"\n`, 0o755);
  place("/etc/network/eth0.conf", settingsText(FIRST));
  place("/etc/resolv.conf", "");
  ip("netns", "exec", host, join(root, "usr/sbin/netup"));

  const shown = (...args: readonly string[]) =>
    ip("-n", host, ...args)
      .replaceAll(/valid_lft.*|tentative|expires \d+sec/g, "")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .sort();
  const folder = join(root, "var/lib/bringup/network-try");
  return {
    root,
    state: () => ({
      addresses: shown("addr", "show", "dev", "eth0"),
      routes: [...shown("-4", "route", "show"), ...shown("-6", "route", "show")],
      resolver: readFileSync(join(root, "etc/resolv.conf"), "utf8"),
      file: readFileSync(join(root, "etc/network/eth0.conf"), "utf8"),
      units: readdirSync(join(root, "etc"), { recursive: true }).filter((path) =>
        /network-revert/.test(`${path}`),
      ),
    }),
    tryOut(wanted, seconds) {
      const child = spawn(
        "ip",
        [
          ...["netns", "exec", host, process.execPath, "--import=tsx", CHILD],
          ...[root, JSON.stringify(wanted), `${seconds}`],
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let output = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      const ended = new Promise<Ended>((resolve) => {
        child.once("close", () => resolve(JSON.parse(output.match(/^\{.*\}$/m)?.[0] ?? "{}")));
      });
      return { child, ended };
    },
    gatewayMac: () => JSON.parse(ip("-n", gateway, "-j", "link", "show", "eth0"))[0].address,
    answerForAll() {
      const set = (name: string) =>
        ip("netns", "exec", gateway, "sh", "-c", `echo 1 >/proc/sys/net/ipv4/conf/${name}`);
      for (const name of ["eth0/proxy_arp", "eth0/forwarding"]) set(name);
      ip("-n", gateway, "route", "add", "10.78.0.0/16", "dev", "lo");
    },
    decide(wish) {
      writeFileSync(join(folder, ".wish"), `${wish}\n`);
      renameSync(join(folder, ".wish"), join(folder, "decision"));
    },
    endTime() {
      writeFileSync(join(folder, ".end"), "1\n");
      renameSync(join(folder, ".end"), join(folder, "deadline"));
    },
    outcome: () =>
      eventually(
        "the try is over",
        async () => {
          const path = join(folder, "outcome");
          const isTidy = !existsSync(join(root, "etc/systemd/system", WATCH_UNIT));
          return isTidy && existsSync(path) && readFileSync(path, "utf8");
        },
        180_000,
      ),
    close() {
      for (const namespace of [host, gateway]) spawnSync("ip", ["netns", "del", namespace]);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The kernel gives a link its own address a moment after the carrier, and asks for it a second long. */
function awaitLinkLocal(namespace: string): void {
  const untilMs = performance.now() + 60_000;
  for (;;) {
    const args = ["-n", namespace, "-6", "addr", "show", "dev", "eth0", "scope", "link"];
    const shown = execFileSync("ip", args, { encoding: "utf8" });
    if (shown !== "" && !shown.includes("tentative")) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    if (performance.now() > untilMs) throw new Error(`eth0 has no address of its own: ${shown}`);
  }
}

/** The change is in force and waits to be confirmed. */
export function isApplied({ root }: NamespaceLab): Promise<unknown> {
  const path = join(root, "var/lib/bringup/network-try/applied");
  return eventually("the change is applied", async () => existsSync(path), 60_000);
}
