// Over 400 lines: data. One host at each stage of the walk, slice by slice, and a client that serves it.
import { type Clock, known } from "../../src/engine/index.ts";
import type {
  Answer,
  Command,
  EngineClient,
  EngineEvent,
  RunSlice,
  RunStep,
  SliceName,
  Snapshot,
} from "../../src/session/index.ts";
import { reportsOf, sqliteLook } from "./stores.ts";

/** Noon of a fixed day: every golden screen is drawn at this moment. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12, 30, 49);

export interface TestClock extends Clock {
  advance(ms: number): void;
  /** How many wait for their time. */
  timers(): number;
}

export function createTestClock(): TestClock {
  let passed = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => NOW_MS + passed,
    monotonicMs: () => 100_000 + passed,
    sleep: () => Promise.resolve(),
    after(ms, run) {
      const timer = { at: passed + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    timers: () => timers.length,
    advance(ms) {
      const end = passed + ms;
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        passed = Math.max(passed, due.at);
        due.run();
      }
      passed = end;
    },
  };
}

export interface FakeClient extends EngineClient {
  readonly sent: Command[];
  /** Replaces one slice and tells the watchers, as the agent would. */
  change<S extends SliceName>(slice: S, value: Snapshot[S]): void;
  /** Answer for commands from now on; `ok` unless told. */
  answers: (command: Command) => Answer | Promise<Answer>;
}

export function createFakeClient(initial: Snapshot): FakeClient {
  let snapshot = initial;
  let seq = 0;
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    access: "control",
    sent: [],
    answers: () => ({ is: "ok" }),
    snapshot: () => snapshot,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async send(command) {
      this.sent.push(command);
      return this.answers(command);
    },
    change(slice, value) {
      snapshot = { ...snapshot, [slice]: value };
      seq += 1;
      for (const listener of listeners) listener({ seq, slice, value } as EngineEvent);
    },
    close: () => Promise.resolve(),
  };
}

/** A host as it comes out of the box: looked at, checked, nothing else done. */
export function freshSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    engine: {
      version: "0.1.0",
      mode: "rehearsal",
      link: "connected",
      pid: 4711,
      startedMs: NOW_MS - 60_000,
      store: { is: "read-write" },
      stateDir: "/var/lib/bringup",
    },
    host: {
      hostname: "rack12-edge1",
      edgeId: {
        id: "edge-9f3a22c17e04b1",
        shown: "edge-9f3a-22c1-7e04-b1 /K7",
        origin: "from DMI product UUID",
      },
      addresses: ["10.10.216.81/24 on eth0, DHCP", "2001:db8::51/64"],
    },
    document: {
      text: "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec: {}\n",
      generation: 1,
      effective: { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: {} },
      origins: {},
      issues: [],
      secrets: [],
    },
    inventory: INVENTORY,
    checks: CHECKS,
    conditions: [],
    plan: null,
    run: null,
    registration: {
      state: "unconfigured",
      message: "Not registered. Choose a way to register, or go on in local mode.",
      sinceMs: NOW_MS - 60_000,
    },
    cluster: null,
    lease: { holder: null },
    settings: [
      { path: "spec.host.hostname", seen: known("rack12-edge1"), holds: null },
      { path: "spec.network.dns.servers", seen: known("10.10.216.1"), holds: null },
      {
        path: "spec.time.ntpServers",
        seen: { is: "unknown", why: "timesyncd is not installed" },
        holds: null,
      },
      { path: "spec.time.timezone", seen: known("Etc/UTC"), holds: null },
      { path: "spec.proxy.http", seen: { is: "absent" }, holds: null },
    ],
    activity: [
      {
        seq: 2,
        atMs: NOW_MS - 30_000,
        level: "warn",
        subject: "checks",
        message: "checks finished: 22 passed, 2 warnings, 1 failed",
      },
      { seq: 1, atMs: NOW_MS - 60_000, level: "info", subject: "agent", message: "agent started" },
    ],
    ...more,
  };
}

const INVENTORY: Snapshot["inventory"] = {
  cpu: known({
    architecture: "amd64",
    model: "11th Gen Intel(R) Core(TM) i7-1185G7",
    vendor: "GenuineIntel",
    cores: 8,
    flags: [],
  }),
  memory: known({ totalBytes: 33_285_996_544, availableBytes: 30_000_000_000, swapBytes: 0 }),
  disks: known([
    {
      name: "sda",
      path: "/dev/sda",
      sizeBytes: 476_000_000_000,
      kind: "ssd",
      removable: false,
      isMain: true,
      contents: [],
    },
  ]),
  nics: known([]),
  gpus: known([]),
  firmware: { is: "unknown", why: "not readable" },
  dmi: { is: "absent" },
  os: known({ id: "ubuntu", version: "24.04", prettyName: "Ubuntu 24.04", isKairos: false }),
  kernel: known({ release: "6.8.0-41-generic", commandLine: "" }),
  virtualization: known({ kind: "none", canHost: true }),
  boot: known({ bootId: "b", uptimeSeconds: 840 }),
};

type Result = Snapshot["checks"]["results"][number];
const result = (id: string, title: string, group: Result["group"], observed: string): Result => ({
  id,
  title,
  group,
  source: "requirements, hardware",
  when: "before a cluster",
  severity: "block",
  threshold: "as the requirements say",
  tookMs: 3,
  status: "pass",
  observed,
});

export const CHECKS: Snapshot["checks"] = {
  state: "finished",
  atMs: NOW_MS - 30_000,
  done: 8,
  total: 8,
  results: [
    result("hardware.cpu", "CPU", "hardware", "8 cores, Intel Core i7-1185G7"),
    result("hardware.memory", "Memory", "hardware", "31 GiB"),
    {
      ...result("hardware.main-disk", "Main drive", "hardware", "62 GB"),
      threshold: "100 GB",
      status: "fail",
      expected: "100 GB",
      code: "MAIN_DISK_BELOW_MINIMUM",
      remedy: "Fit a larger drive, or waive this check with a reason.",
      why: "Below 100 GB images and logs evict the control plane within days.",
      evidence: ["/dev/sda, Samsung 860, holds: ext4 root, 14 GB used"],
    },
    {
      ...result("hardware.drive-latency", "Drive latency", "hardware", "fsync p99 23 ms"),
      severity: "warn",
      threshold: "99 of 100 writes durable within 10 ms",
      status: "warn",
      expected: "10 ms",
      code: "DRIVE_SLOW",
      remedy: "Use an SSD for the control plane.",
    },
    {
      ...result("system.clock", "Clock", "system", "11 s off, NTP not answering"),
      status: "warn",
      expected: "at most 1 s off",
      code: "CLOCK_SKEW",
      remedy: "Set an NTP server on the Settings screen.",
    },
    result("system.cgroup", "Control groups", "system", "v2"),
    {
      ...result("hardware.tpm", "TPM", "hardware", "cannot read /sys/class/tpm (permission)"),
      status: "unknown",
    },
    result("network.gateway", "Gateway", "network", "answers in 0.4 ms"),
  ],
};

export const PENDING: Snapshot["registration"] = {
  state: "pending",
  method: "qr",
  plane: "https://plane.example.net",
  message:
    "Waiting for approval: scan the code or open the address, compare code and fingerprint, approve. This screen follows by itself.",
  sinceMs: NOW_MS - 159_000,
  nextTryMs: NOW_MS + 4000,
  fingerprint: "9F:3A:22:C1",
  approval: {
    enrolmentId: "enr-1",
    userCode: "BKTR-QZXM",
    verificationUri: "https://plane.example.net/d",
    verificationUriComplete: "https://plane.example.net/d?c=BKTRQZXM",
    expiresMs: NOW_MS + 741_000,
  },
};

type Planned = NonNullable<Snapshot["plan"]>["plan"]["steps"][number];
const step = (id: string, title: string, more: Partial<Planned> = {}): Planned => ({
  id,
  kind: "file.ensure",
  title,
  params: {},
  inputsDigest: "d",
  impact: "none",
  undo: "exact",
  usualMs: 1000,
  limit: { noProgressMs: 10_000, totalMs: 60_000 },
  rerun: "safe",
  changes: [],
  ...more,
});
const added = (subject: string, ...lines: string[]) => [
  { subject, lines: lines.map((text) => ({ sign: "+" as const, text })) },
];

export const STEPS: readonly Planned[] = [
  step("modules", "Load kernel modules br_netfilter, overlay", { usualMs: 2000 }),
  step("sysctls", "Set 6 sysctls", {
    changes: added("/etc/sysctl.d/90-bringup.conf", "vm.overcommit_memory=1", "kernel.panic=10"),
  }),
  step("config", "Write /etc/rancher/k3s/config.yaml", {
    usualMs: 100,
    changes: added(
      "/etc/rancher/k3s/config.yaml",
      "write-kubeconfig-mode: '0600'",
      "disable: [traefik, servicelb]",
      "flannel-backend: none",
    ),
  }),
  step("place", "Place k3s 1.35.3 (sha256 ok, 71 MB)", {
    limit: { noProgressMs: 1, totalMs: 300_000 },
  }),
  step("images", "Import 9 images (412 MB)", { undo: "none", usualMs: 40_000 }),
  step("start", "Start k3s", {
    impact: "restart",
    mark: "SERVICE UP",
    undo: "compensate",
    usualMs: 45_000,
    commit: true,
  }),
  step("ready", "Wait for API, node, datastore", { undo: "none", usualMs: 30_000 }),
];

export const PLAN: NonNullable<Snapshot["plan"]> = {
  documentText: "apiVersion: bringup/v1alpha1\n",
  plan: {
    hash: "3f9a1b2c4d5e6f708192a3b4c5d6e7f8",
    goal: { do: "converge" },
    generation: 2,
    steps: STEPS,
    skipped: [{ title: "DNS", reason: "not managed here" }],
    blocked: [],
  },
};

export function runOf(states: readonly RunStep["state"][], more: Partial<RunSlice> = {}): RunSlice {
  return {
    id: "run-1",
    planHash: PLAN.plan.hash,
    title: "7 steps",
    state: "running",
    message: "",
    startedMs: NOW_MS - 42_000,
    endedMs: null,
    actor: { user: "root", from: "tty1" },
    steps: STEPS.map((planned, index) => runStep(planned, states[index] ?? "waiting")),
    ...more,
  };
}

function runStep(planned: Planned, state: RunStep["state"]): RunStep {
  return {
    id: planned.id,
    kind: planned.kind,
    title: planned.title,
    impact: planned.impact,
    undo: planned.undo,
    commit: planned.commit ?? false,
    ...(planned.mark === undefined ? {} : { mark: planned.mark }),
    state,
    attempt: state === "waiting" ? 0 : 1,
    startedMs: state === "waiting" ? null : NOW_MS - 12_000,
    tookMs: state === "done" ? 1200 : null,
    usualMs: planned.usualMs,
    totalLimitMs: planned.limit.totalMs,
    evidence: state === "running" ? "copying to /usr/local/bin/k3s" : "",
    ...(state === "running"
      ? { progress: { done: 40_000_000, total: 71_000_000, unit: "bytes" as const } }
      : {}),
    ...(state === "failed"
      ? {
          error: {
            code: "UNIT_FAILED" as const,
            kind: "environment" as const,
            message: "k3s.service stopped: address 10.43.0.10 is in use",
            hint: "Free the address or choose another service network, then go on with g.",
          },
        }
      : {}),
    changes: planned.changes,
  };
}

export const CLUSTER: NonNullable<Snapshot["cluster"]> = {
  distribution: "k3s",
  atMs: NOW_MS - 700,
  installed: known({ version: "v1.35.3+k3s1" }),
  unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
  api: known({ endpoint: "https://10.10.216.81:6443", ready: true, latencyMs: 4, failing: [] }),
  nodes: known([
    {
      name: "rack12-edge1",
      ready: "True",
      reason: "KubeletReady",
      message: "kubelet is posting ready status",
      version: "v1.35.3+k3s1",
      roles: ["control-plane"],
      internalIp: "10.10.216.81",
      isThisHost: true,
    },
  ]),
  pods: known({ running: 6, total: 6 }),
  certificateEndsMs: known(NOW_MS + 364 * 86_400_000),
  lastEvidence: "Handler.go: apparmor is not enabled",
};

const VITALS: NonNullable<Snapshot["vitals"]> = {
  atMs: NOW_MS - 700,
  disk: known({ path: "/var/lib", totalBytes: 80e9, freeBytes: 61.7e9 }),
  memory: known({ totalBytes: 8.2e9, availableBytes: 3.7e9 }),
  clock: known(true),
};

export const READY: Snapshot["conditions"] = [
  {
    type: "Ready",
    status: "True",
    reason: "NodeReady",
    message: "the node is Ready",
    observedGeneration: 2,
    sinceMs: NOW_MS - 5000,
  },
];

/** What the agent found for the cluster form: one distribution, its artefacts on a stick. */
export const OFFERS: NonNullable<Snapshot["offers"]> = {
  distributions: [
    {
      id: "k3s",
      title: "K3s",
      cnis: ["flannel", "calico"],
      datastores: ["sqlite", "etcd"],
      operations: ["destroy"],
      defaults: { podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16", domain: "cluster.local" },
    },
  ],
  found: [{ distribution: "k3s", version: "1.35.3+k3s1", directory: "/opt/bringup/artefacts" }],
};

/** Everything done: registered, one node, all well. */
export function finishedSnapshot(): Snapshot {
  const fresh = freshSnapshot();
  return {
    ...fresh,
    document: {
      ...fresh.document,
      effective: {
        ...fresh.document.effective,
        spec: {
          cluster: {
            name: "edge",
            distribution: "k3s",
            version: "1.35.3+k3s1",
            artefacts: "/srv/artefacts",
          },
        },
      },
    },
    registration: {
      state: "active",
      method: "manual",
      plane: "https://plane.example.net",
      message: "Registered with https://plane.example.net; reports go out by themselves.",
      sinceMs: NOW_MS - 600_000,
      hostUid: "h-71c2",
      project: "factory-north",
      fingerprint: "9F:3A:22:C1",
      lastHeartbeatMs: NOW_MS - 12_000,
      nextTryMs: NOW_MS + 62_000,
    },
    offers: OFFERS,
    cluster: CLUSTER,
    stores: { own: known(reportsOf([sqliteLook(true)], NOW_MS)) },
    vitals: VITALS,
    conditions: READY,
  };
}
