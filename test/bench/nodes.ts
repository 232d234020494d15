// What a cluster of 1000 nodes, one change a second, costs the shipped agent and console; how soon a change shows.
// Ends with 1 where a bar is missed. Run: node --import=tsx test/bench/nodes.ts [minutes, default 10] [nodes, default 1000]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { stringify } from "yaml";
import { socketPath } from "../../src/agent/index.ts";
import { practiceVersion } from "../../src/distributions/index.ts";
import { PRACTICE_ARTEFACTS } from "../../src/rehearsal/index.ts";
import { connectEngine } from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { eventually } from "../support/eventually.ts";
import { createNodesModel } from "../support/nodes-model.ts";
import { type NodesServer, startNodesServer } from "../support/nodes-server.ts";
import { KEYS, runInPty } from "../support/pty.ts";
import { conclude, judge, percentile } from "./numbers.ts";
import { type Cost, costOf, courseOf } from "./process-cost.ts";

const minutes = Number(process.argv[2] ?? 10);
const count = Number(process.argv[3] ?? 1000);
/** Looks at each process, over the whole time. */
const SAMPLES = 120;
/** Changes whose way to the screen is timed, after the costs were taken. */
const TIMED = 15;
/** Images and annotations of a node in use. */
const BALLAST_BYTES = 6000;

const stateDir = mkdtempSync(join(tmpdir(), "bringup-nodes-"));
const model = createNodesModel({ ballastBytes: BALLAST_BYTES });
const nameOf = (at: number) => `node-${`${at}`.padStart(4, "0")}`;
for (let at = 0; at < count; at++) model.put(nameOf(at));
const server = await startNodesServer(model);

/** The practice host becomes a node of that cluster: what K3s would have left on it. */
function joinCluster({ port, access }: NodesServer): void {
  const put = (path: string, text: string) => {
    const at = join(stateDir, "sandbox", path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  };
  const base64 = (pem: string | undefined) => Buffer.from(pem ?? "").toString("base64");
  const { ca, cert, key } = access.tls;
  const user = { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
  const at = { server: "https://127.0.0.1:6443", "certificate-authority-data": base64(ca) };
  const kubeconfig = { clusters: [{ cluster: at }], users: [{ user }] };
  put("/run/bringup/ports/6443", `${port}\n`);
  put("/etc/rancher/k3s/config.yaml", `node-name: ${nameOf(0)}\n`);
  put("/etc/rancher/k3s/k3s.yaml", stringify(kubeconfig));
}

const DOCUMENT = `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  cluster: {name: site, distribution: k3s, version: ${practiceVersion("k3s")}, artefacts: ${PRACTICE_ARTEFACTS}}
`;

async function askForCluster(): Promise<void> {
  const actor = { user: "bench", from: "the bench" };
  const client = await connectEngine({ socketPath: socketPath(stateDir), actor });
  await client.send({ do: "take-lease" });
  const expectedGeneration = client.snapshot().document.generation;
  const answer = await client.send({
    do: "save-document",
    documentText: DOCUMENT,
    expectedGeneration,
  });
  if (answer.is !== "ok") throw new Error(JSON.stringify(answer));
  await client.send({ do: "release-lease" });
  await client.close();
}

const child = spawn(process.execPath, [BUNDLE, "agent", "--rehearse", "--state-dir", stateDir], {
  stdio: "ignore",
});
const ended = once(child, "exit");
await eventually("the agent listens", () => existsSync(socketPath(stateDir)));
const app = runInPty({
  argv: [process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir],
});
process.once("exit", () => {
  child.kill();
  app.kill("SIGTERM");
});
await app.waitFor(/Overview/);
joinCluster(server);
await askForCluster();
await eventually("the nodes on the screen", () => {
  if (app.text().includes(`Nodes ${count}`)) return true;
  app.type(KEYS.tab);
  return app.waitFor(`Nodes ${count}`, 1000).catch(() => false);
});
await eventually("the watch", () => server.open.size > 0);

const agent: Cost[] = [];
const screen: Cost[] = [];
const { pid = 0 } = child;
const startedMs = performance.now();
const seconds = minutes * 60;
const away = (at: number) => nameOf(1 + (at % 20));
for (let second = 1; second <= seconds; second++) {
  await setTimeout(Math.max(0, startedMs + second * 1000 - performance.now()));
  model.put(away(second), { isReady: Math.floor(second / 20) % 2 === 1 });
  if (second / seconds < (agent.length + 1) / SAMPLES) continue;
  agent.push(costOf(pid));
  screen.push(costOf(app.pid));
}
for (let at = 0; at < 20; at++) model.put(away(at));
await app.waitFor(`Ready ${count}`);
const waits: number[] = [];
for (let at = 1; at <= TIMED; at++) {
  await setTimeout(1100);
  const [since, isReady] = [performance.now(), at % 2 === 0];
  model.put(nameOf(7), { isReady });
  await app.waitFor((text) => text.includes("NotReady 1") !== isReady);
  waits.push(performance.now() - since);
}

for (const [who, costs, most] of [
  ["agent", agent, 5],
  ["console", screen, 2],
] as const) {
  const { growthMib, newDescriptors, peakMib, cpuPercent } = courseOf(costs);
  judge(`${who}: CPU`, cpuPercent, { most, unit: "% of a core" });
  judge(`${who}: growth`, growthMib, { most: 5, unit: "MiB" });
  judge(`${who}: descriptors more than in the beginning`, newDescriptors, { most: 2, unit: "" });
  process.stdout.write(`${who}: at most ${peakMib.toFixed(1)} MiB resident\n`);
}
judge("a change to the screen, median", percentile(waits, 0.5), { most: 500, unit: "ms" });
judge("a change to the screen, slowest", Math.max(...waits), { most: 1000, unit: "ms" });
await app.close();
child.kill();
await ended;
await server.close();
rmSync(stateDir, { recursive: true, force: true });
conclude();
