import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { loadDrivers } from "../../src/agent/drivers.ts";
import { guardWithChecks } from "../../src/agent/guard.ts";
import { createHostWatch } from "../../src/agent/host-watch.ts";
import type { DriveLatency } from "../../src/checks/index.ts";
import { hostChecks } from "../../src/cluster/index.ts";
import { assemblePlan, type Blocked, known } from "../../src/engine/index.ts";
import { exited } from "../../src/host/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { loadMachine } from "../support/machines.ts";
import { freshSnapshot } from "../support/session.ts";
import { lineStep } from "../support/steps.ts";

const { signal } = new AbortController();
const NOTHING: EdgeHost = { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: {} };
const CLUSTER: ClusterSpec = {
  name: "rack12",
  distribution: "k3s",
  version: "1.35.3+k3s1",
  artefacts: "/opt/artefacts",
};
const FOUNDING = assemblePlan({
  goal: { do: "converge" },
  generation: 1,
  steps: [{ ...lineStep("commit", { commit: true }), changes: [] }],
  skipped: [],
  blocked: [],
});

/** What the machine is like beside what was recorded of a good one. */
interface Trouble {
  readonly cluster?: Partial<ClusterSpec>;
  readonly files?: Readonly<Record<string, string>>;
  readonly drive?: Partial<DriveLatency>;
  readonly nowMs?: number;
  /** Of `chronyc -c tracking`: the fifth field is how far the clock is off, seconds. */
  readonly tracking?: string;
}

/** What stands in the way of a first cluster on a good server on which no document is in force yet. */
async function blockedBy(trouble: Trouble): Promise<readonly Blocked[]> {
  const { nowMs, tracking, files = {} } = trouble;
  const { host, measureDrive } = loadMachine("amd64-server", { files });
  const { probe } = host;
  if (nowMs !== undefined) Object.assign(host.clock, { nowMs: () => nowMs });
  if (tracking !== undefined)
    host.probe = async (argv, options) =>
      argv[0] === "chronyc" ? exited(tracking) : probe(argv, options);
  const drivers = await loadDrivers();
  const watch = createHostWatch({
    board: createBoard(freshSnapshot(), host.clock.nowMs),
    host,
    document: () => NOTHING,
    hostChecks: (wanted) => hostChecks(drivers, wanted),
    ownCluster: async () => undefined,
    async measureDrive(request) {
      const measured = await measureDrive(request);
      return measured.is === "known" ? known({ ...measured.value, ...trouble.drive }) : measured;
    },
  });
  await watch.runChecks(signal);
  const document = { ...NOTHING, spec: { cluster: { ...CLUSTER, ...trouble.cluster } } };
  const results = await watch.judgeFor(document, signal);
  return guardWithChecks({ plan: FOUNDING, document, mode: "host", results }).blocked;
}

const TROUBLES: Readonly<
  Record<string, readonly [Trouble, code: string, message: string, hint: string]>
> = {
  "the clock says 1970": [
    { nowMs: 0 },
    "system.clock-plausible",
    "Date: 1970-01-01 00:00 UTC",
    "Set the date (timedatectl set-time), then look at the battery of the clock.",
  ],
  "the clock is more than a minute off": [
    { tracking: "C0000201,192.0.2.1,2,1800000000.1,-95.2,0,0,0,0,0,0,64,Normal" },
    "system.clock-sync",
    "Clock: 1:35 off (/run/systemd/timesync/synchronized: present; timedatectl: NTPSynchronized=yes; chronyc: offset -95.2 s, Normal)",
    "Set an NTP server this host can reach (Settings > Time).",
  ],
  "the drive is too slow by far": [
    { drive: { p50Ms: 22, p99Ms: 80 } },
    "hardware.drive-latency",
    "Drive latency: fsync p99 80 ms (869 durable writes in /var/lib/bringup: half within 22 ms, 99 % within 80 ms)",
    "Use a faster drive, or move other work off this one.",
  ],
  "another distribution left its data": [
    { files: { "/var/lib/rancher/rke2/server/db/state.db": "x" } },
    "kubernetes.leftovers",
    "Leftovers: data of RKE2 (/var/lib/rancher/rke2/server (data of RKE2))",
    "Run the uninstaller of what was there, or remove these paths, then start again.",
  ],
  "pods would have the addresses of the site": [
    { cluster: { podCidr: "10.10.0.0/16" } },
    "network.cidr-overlap",
    "Networks apart: pods 10.10.0.0/16 with the site on eno1 10.10.216.0/24, pods 10.10.0.0/16 with eno1 10.10.216.0/24 (pods: 10.10.0.0/16; services: 10.43.0.0/16; the site on eno1: 10.10.216.0/24)",
    "Choose other networks for pods and services (spec.cluster), or move the site's.",
  ],
  "services would have public addresses": [
    { cluster: { serviceCidr: "193.0.0.0/16" } },
    "network.cidr-private",
    "Networks inside: 193.0.0.0/16 (pods: 10.42.0.0/16; services: 193.0.0.0/16)",
    "Choose networks that are set aside for inside use.",
  ],
};

test("nothing stands in the way of a first cluster on a good server", async () => {
  assert.deepEqual(await blockedBy({}), []);
});

for (const [title, [trouble, code, message, hint]] of Object.entries(TROUBLES))
  test(`a first cluster is refused, with evidence and remedy, where ${title}`, async () => {
    const waive = `To go on all the same, waive ${code} with a reason.`;
    assert.deepEqual(await blockedBy(trouble), [{ code, message, hint: `${hint} ${waive}` }]);
  });
