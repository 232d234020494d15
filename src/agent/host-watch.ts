import {
  type Check,
  type CheckResult,
  type MeasureDrive,
  runChecks,
  summarize,
} from "../checks/index.ts";
import { type HostChecks, observeNodeAddress } from "../cluster/index.ts";
import { type HostView, knownValue } from "../engine/index.ts";
import { type Inventory, type Nic, observeInventory, observeLogins } from "../inventory/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import { throttle } from "./throttle.ts";

export interface HostWatchParts {
  readonly board: Board;
  readonly host: HostView;
  document(): EdgeHost;
  /** All there are for this document. */
  hostChecks(document: EdgeHost): HostChecks;
  /** Name of the cluster that already runs here by our doing; its ports and files are its own. */
  ownCluster(document: EdgeHost, signal: AbortSignal): Promise<string | undefined>;
  measureDrive: MeasureDrive;
}

/** Looks at the machine itself: inventory, addresses, checks. One look at a time. */
export interface HostWatch {
  refresh(signal: AbortSignal): Promise<Inventory>;
  runChecks(signal: AbortSignal): Promise<void>;
  /** Whether the host will do for a document that is not in force yet; shown to nobody. */
  judgeFor(document: EdgeHost, signal: AbortSignal): Promise<readonly CheckResult[]>;
}

export function createHostWatch(parts: HostWatchParts): HostWatch {
  const { board, host } = parts;
  let looking: Promise<Inventory> | undefined;
  let checking: Promise<void> | undefined;

  async function look(signal: AbortSignal): Promise<Inventory> {
    const inventory = await observeInventory(host, { signal });
    board.set("inventory", inventory);
    const hostname = await host.files.readText("/etc/hostname").catch(() => undefined);
    const hasLogin = await observeLogins(host);
    const uplink = knownValue(await observeNodeAddress(host, inventory.nics))?.interface;
    board.set("host", {
      ...board.snapshot().host,
      hostname: hostname?.trim() ?? "",
      addresses: inventory.nics.is === "known" ? addressesOf(inventory.nics.value, uplink) : [],
      ...(hasLogin === undefined ? {} : { hasLogin }),
    });
    return inventory;
  }

  const refresh: HostWatch["refresh"] = (signal) => {
    looking ??= look(signal).finally(() => {
      looking = undefined;
    });
    return looking;
  };

  async function ownClusterOf(document: EdgeHost, signal: AbortSignal) {
    const ownCluster = await parts.ownCluster(document, signal);
    return ownCluster === undefined ? {} : { ownCluster };
  }

  async function check(signal: AbortSignal): Promise<void> {
    const inventory = await refresh(signal);
    const results: CheckResult[] = [];
    const show = (state: "running" | "finished", all: readonly CheckResult[], total: number) =>
      board.set("checks", {
        state,
        atMs: host.clock.nowMs(),
        done: all.length,
        total,
        results: all,
      });
    const document = parts.document();
    const wanted = parts.hostChecks(document);
    const total = wanted.checks.length;
    // Dozens of checks end within milliseconds; a person sees no more than this.
    const showSome = throttle(host.clock, 100, (some: readonly CheckResult[]) =>
      show("running", some, total),
    );
    show("running", [], total);
    const own = await ownClusterOf(document, signal);
    const all = await runChecks({
      host,
      inventory,
      document,
      ...wanted,
      signal,
      measureDrive: parts.measureDrive,
      ...own,
      onResult(result) {
        results.push(result);
        showSome([...results]);
      },
    });
    showSome.flush();
    show("finished", all, all.length);
    const { pass, warn, fail, unknown } = summarize(all);
    const level = fail > 0 ? "warn" : "info";
    board.note(
      level,
      "checks",
      `${pass} passed, ${warn} warnings, ${fail} failed, ${unknown} unknown`,
    );
  }

  /** What it takes to measure the drive does not depend on any document: that was done once. */
  async function judgeFor(document: EdgeHost, signal: AbortSignal) {
    const shown = board.snapshot().checks.results;
    const inventory = board.snapshot().inventory ?? (await refresh(signal));
    const wanted = parts.hostChecks(document);
    const [measured, checks] = [wanted.checks.filter(isMeasuring), wanted.checks.filter(isQuick)];
    const own = await ownClusterOf(document, signal);
    const fresh = await runChecks({ host, inventory, document, ...wanted, checks, ...own, signal });
    return [...fresh, ...shown.filter(({ id }) => measured.some((check) => check.id === id))];
  }

  return {
    refresh,
    judgeFor,
    runChecks(signal) {
      checking ??= check(signal).finally(() => {
        checking = undefined;
      });
      return checking;
    },
  };
}

const isMeasuring = ({ runsAlone }: Check) => runsAlone === true;
const isQuick = (check: Check) => !isMeasuring(check);

/**
 * `10.10.216.81/24 on eth0, DHCP`: what an engineer reads out over the phone. IPv4 first. Bridges and virtual
 * links are inner matters of this host, but the one it is reached through.
 */
function addressesOf(nics: readonly Nic[], uplink: string | undefined): readonly string[] {
  const rows = nics
    .filter(({ kind, name }) => (kind !== "virtual" && kind !== "bridge") || name === uplink)
    .flatMap((nic) => nic.addresses.map((address) => ({ nic, address })))
    .filter(({ address }) => address.method !== "link-local")
    .sort((a, b) => a.address.family.localeCompare(b.address.family));
  return rows.map(({ nic, address }) => {
    const how = address.method === "dynamic" ? ", DHCP" : "";
    return `${address.address}/${address.prefix} on ${nic.name}${how}`;
  });
}
