import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { FOLDERS, NAMES, WATCH_UNIT } from "../../src/network/try/folder.ts";
import { eventually } from "../support/eventually.ts";
import { jsonLines, type Shown } from "./look.ts";
import type { Machine } from "./machine.ts";

const FOLDER = FOLDERS.usual;
/** The way back may wait for its links twice, a minute each; a boot or a lease takes less. */
const LIMIT_MS = 180_000;

/** Programs of the network set an address first, then routes, and tell the resolver last. */
export function isOnline(host: Machine, address: RegExp): Promise<unknown> {
  return eventually(
    `eth0 has ${address}, a gateway and a name server`,
    async () => {
      const { addresses, routes, resolvers } = await kernelState(host);
      return address.test(addresses) && /^default /m.test(routes) && resolvers !== "";
    },
    LIMIT_MS,
  );
}

/** After a boot not all is there at once. */
export async function becomes(look: () => Promise<object>, wanted: object): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  let seen = await look();
  while (!isDeepStrictEqual(seen, wanted) && performance.now() < untilMs) seen = await look();
  assert.deepEqual(seen, wanted);
}

/** For the message of a failure: the link, and what its program and ours said last. */
export async function toldOf(host: Machine): Promise<string> {
  const said = "journalctl -o short-precise --no-pager -n 120 -u systemd-networkd -u 'bringup*'";
  const ours = `tail -n 30 ${FOLDER}/${NAMES.differs} ${FOLDER}/${NAMES.log} || true`;
  return await host.sh(
    `ip addr show dev eth0; networkctl status eth0 --no-pager; ${ours}; ${said}`,
  );
}

/** Addresses, routes and name servers, whoever made them. */
export async function kernelState(host: Machine) {
  const look = async (line: string) => (await host.sh(line)).replaceAll(/ +(?=\n|$)/g, "");
  return {
    addresses: await look("ip -o -4 addr show dev eth0 | sed 's/\\\\.*//'"),
    routes: await look("ip route show"),
    resolvers: await look("grep ^nameserver /run/systemd/resolve/resolv.conf || true"),
    units: await look(`ls /etc/systemd/system | grep -c network-revert || true`),
  };
}

async function trial(host: Machine) {
  const shown = jsonLines((await host.bringup("network", "show", "--json")).stdout);
  return shown[0]?.network;
}

/** The real program applies the document; returns when the change waits to be kept. */
export async function beginTrial(host: Machine, document: string, address: RegExp): Promise<void> {
  const applying = host.start("/usr/bin/bringup", "apply", "-f", document, "--yes");
  applying.stdout.resume();
  applying.stdin.end();
  let said = "";
  applying.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await eventually(
    "the change is in force",
    async () => {
      if (applying.exitCode !== null) throw new Error(`apply ended: ${said}`);
      return (await trial(host))?.state === "applied";
    },
    LIMIT_MS,
  );
  await isOnline(host, address);
}

/** The time of a tried change is over in 3 s. */
export async function endTime(host: Machine): Promise<void> {
  const draft = `${FOLDER}/.d`;
  await host.sh(
    `read up _ </proc/uptime; echo $((\${up%.*} + 3)) >${draft} && mv ${draft} ${FOLDER}/${NAMES.deadline}`,
  );
}

export function trialOutcome(host: Machine): Promise<string> {
  return eventually(
    "the script has said how it ended, and cleared up",
    async () => {
      const unit = await host.run("test", "-e", `/etc/systemd/system/${WATCH_UNIT}`);
      if (unit.code === 0) return false;
      return (await host.run("cat", `${FOLDER}/${NAMES.outcome}`)).stdout;
    },
    LIMIT_MS,
  );
}

async function lastRun(host: Machine): Promise<Shown | undefined> {
  const [run] = jsonLines((await host.bringup("run", "list", "--json")).stdout);
  return jsonLines((await host.bringup("run", "show", run?.id ?? "", "--json")).stdout)[0];
}

/** Waits until the last run has ended so, and gives it. */
export function runIs(host: Machine, state: string): Promise<Shown> {
  return eventually(
    `the run is ${state}`,
    async () => {
      const run = await lastRun(host);
      return run?.state === state && run;
    },
    LIMIT_MS,
  );
}
