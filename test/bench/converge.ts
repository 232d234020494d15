// A host that is as its document asks, looked at once more: how long until the plan that has nothing to do, with a
// cluster of 50 nodes in memory and with real files and processes, and how many programs that starts.
// Ends with 1 where a bar is missed. Run: npm run bench test/bench/converge.ts [rounds]
import { ChildProcess, execFile } from "node:child_process";
import { promisify } from "node:util";
import { composeCandidate } from "../../src/agent/planner.ts";
import { loadDriver } from "../../src/distributions/index.ts";
import {
  approveRun,
  type CommandOutcome,
  driveRun,
  type HostIO,
  type HttpOutcome,
  makePlan,
  type Plan,
} from "../../src/engine/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { createCanonicalBench } from "../support/canonical-bench.ts";
import {
  ARTEFACTS,
  type Bench,
  benchOn,
  CLUSTER,
  createBench,
  documentOf,
  INVENTORY,
} from "../support/k3s-bench.ts";
import { createSandbox } from "../support/k3s-sandbox.ts";
import { createKubeadmBench, CLUSTER as KUBEADM_CLUSTER } from "../support/kubeadm-bench.ts";
import { createNodesModel } from "../support/nodes-model.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";
import { conclude, judge, percentile } from "./numbers.ts";

const rounds = Number(process.argv[2] ?? 21);
const NODES = 50;
/** Images and annotations of a node in use. */
const BALLAST_BYTES = 6000;
const signal = new AbortController().signal;
const secrets = { read: async () => undefined, matches: () => undefined };

/** What an API server says of a cluster of this many nodes, byte for byte each time. */
function recordedNodes(): HttpOutcome {
  const model = createNodesModel({ ballastBytes: BALLAST_BYTES });
  model.put(documentOf().spec.host?.hostname ?? "");
  for (let at = 1; at < NODES; at++) model.put(`node-${at}`);
  const body = new TextEncoder().encode(JSON.stringify(model.list(new URLSearchParams()).body));
  return { is: "answered", status: 200, headers: {}, body, tookMs: 1 };
}

/** From now on the cluster of this host has as many nodes as were recorded. */
function giveNodes({ http }: HostIO, nodes: HttpOutcome): void {
  const { get } = http;
  Object.assign(http, {
    get: ((request) =>
      new URL(request.url).pathname === "/api/v1/nodes"
        ? Promise.resolve(nodes)
        : get(request)) satisfies HostIO["http"]["get"],
  });
}

interface Round {
  readonly tookMs: number;
  /** Of this process, in all threads: what other work on the machine does not add to. */
  readonly cpuMs: number;
}

/** The first rounds warm up and are not counted. */
async function roundsOf(look: () => Promise<Plan>): Promise<readonly Round[]> {
  const all: Round[] = [];
  for (let round = -5; round < rounds; round++) {
    const [startedMs, before] = [performance.now(), process.cpuUsage()];
    const { steps, blocked } = await look();
    const { user, system } = process.cpuUsage(before);
    const tookMs = performance.now() - startedMs;
    if (round >= 0) all.push({ tookMs, cpuMs: (user + system) / 1000 });
    const left = [...steps.map(({ id }) => id), ...blocked.map(({ message }) => message)];
    if (left.length > 0) throw new Error(`the host is not as asked: ${left.join(", ")}`);
  }
  return all;
}

function show(what: string, all: readonly Round[], most: number): void {
  const times = all.map(({ tookMs }) => tookMs);
  judge(`${what}, median`, percentile(times, 0.5), { most, unit: "ms" });
  const cpu = percentile(
    all.map(({ cpuMs }) => cpuMs),
    0.5,
  ).toFixed(1);
  process.stdout.write(`  slowest ${Math.max(...times).toFixed(1)} ms; CPU ${cpu} ms\n`);
}

const MAKERS: Readonly<Record<string, () => Promise<Bench>>> = {
  k3s: () => createBench(),
  rke2: () => createRke2Bench(),
  kubeadm: () => createKubeadmBench(),
  canonical: () => createCanonicalBench(),
};

for (const [id, make] of Object.entries(MAKERS)) {
  const { host, run, look, plan } = await make();
  const { state, message } = await run();
  if (state !== "succeeded") throw new Error(`${id}: ${message}`);
  giveNodes(host, recordedNodes());
  const { nodes } = (await look()).cluster;
  const seen = nodes.is === "known" ? nodes.value.length : 0;
  if (seen !== NODES) throw new Error(`${id} sees ${seen} nodes`);
  const { title } = await loadDriver(id);
  show(`${title}: plan with ${NODES} nodes, all looks included`, await roundsOf(plan), 50);
}

/** Programs that this process starts: every way of Node ends in this one method. */
let spawned = 0;
const { spawn } = ChildProcess.prototype as unknown as { spawn(options: object): number };
Object.assign(ChildProcess.prototype, {
  spawn(this: ChildProcess, options: object) {
    spawned += 1;
    return spawn.call(this, options);
  },
});

/**
 * Counts what a machine with systemd starts a program for: `units.journal` looks at the unit first. The programs of
 * the sandbox are Node and take their time to start: after the first answer a real child repeats it.
 */
function counted(host: HostIO): { readonly host: HostIO; readonly programs: string[] } {
  const programs: string[] = [];
  const answers = new Map<string, CommandOutcome>();
  const { show, journal } = host.units;
  async function probe(...[argv, options]: Parameters<HostIO["probe"]>): Promise<CommandOutcome> {
    const words = argv.join(" ");
    programs.push(words);
    const answer = answers.get(words) ?? (await host.probe(argv, options));
    const { stdout } = answers.has(words)
      ? await repeat("printf", ["%s", said(answer)])
      : { stdout: said(answer) };
    answers.set(words, answer);
    return answer.is === "exited" ? { ...answer, stdout } : answer;
  }
  const units: HostIO["units"] = {
    ...host.units,
    show(unit) {
      programs.push(`systemctl show ${unit}`);
      return show(unit);
    },
    journal(unit, options) {
      programs.push(`systemctl show ${unit}`, `journalctl, ${unit}`);
      return journal(unit, options);
    },
  };
  return { programs, host: { ...host, units, probe } };
}

const repeat = promisify(execFile);
const said = (answer: CommandOutcome) => (answer.is === "exited" ? answer.stdout : "");

/** In a folder on the disk: services are real processes, the API is asked over TLS. */
async function converge(id: string, cluster: ClusterSpec): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const sandbox = await createSandbox({ after: (close) => void closers.push(close) });
    // kubeadm asks the API on the address of the node: here it is one of the practice links.
    await sandbox.files.writeAtomic("/run/bringup/addresses", "10.10.216.81\n", { mode: 0o644 });
    const document = documentOf(cluster);
    const { parts, journal } = await benchOn(sandbox, document);
    const asked = { document, signal, secretDigest: () => undefined };
    const candidateOn = (host: HostIO) =>
      composeCandidate({ host, inventory: () => INVENTORY }, asked);
    const goal = { do: "converge" } as const;
    const more = { goal, generation: 1, handlers: parts.handlers, secrets, signal };
    const planOn = async (host: HostIO) =>
      makePlan({ ...more, host, candidate: await candidateOn(host) });
    const actor = { user: "ada", from: "tty1" };
    const plan = await planOn(sandbox);
    const runId = approveRun(journal, { plan, actor, documentText: "" });
    const candidate = () => candidateOn(sandbox);
    const { state, message } = await driveRun({ ...parts, candidate }, runId).settled;
    if (state !== "succeeded") throw new Error(`${id}: ${message}`);

    // As in a program that has just started: it remembers no version and no digest.
    const { host, programs } = counted(sandbox);
    spawned = 0;
    await planOn(host);
    const { title } = await loadDriver(id);
    for (const program of programs) process.stdout.write(`  ${program}\n`);
    judge(`${title}: programs really started the first time`, spawned, { most: 10, unit: "" });
    judge("  and on a machine with systemd", programs.length, { most: 10, unit: "" });
    const all = await roundsOf(() => planOn(host));
    show(`${title}: nothing to do, real files and TLS`, all, 200);
  } finally {
    for (const close of closers) await close();
  }
}

await converge("k3s", CLUSTER);
await converge("rke2", { ...RKE2_CLUSTER, artefacts: `${ARTEFACTS}/rke2` });
await converge("kubeadm", { ...KUBEADM_CLUSTER, artefacts: `${ARTEFACTS}/kubeadm` });
conclude();
