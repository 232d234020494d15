// What the shipped console and its agent cost while they are left open: memory, descriptors, CPU.
// Ends with 1 where a bar is missed. Run: node --import=tsx test/bench/steady.ts [minutes, default 10]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { socketPath } from "../../src/agent/index.ts";
import {
  connectEngine,
  type EngineServer,
  type Snapshot,
  serveEngine,
} from "../../src/session/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { eventually } from "../support/eventually.ts";
import { createFakeHub, type FakeHub } from "../support/fake-hub.ts";
import { KEYS, type PtyRun, runInPty } from "../support/pty.ts";
import { busySnapshot, entryOf } from "./busy-host.ts";
import { conclude } from "./numbers.ts";
import { type Cost, costOf, courseOf } from "./process-cost.ts";
import { CASES, type Case, judgeConsole } from "./steady-cases.ts";

const minutes = Number(process.argv[2] ?? 10);
/** Looks at each process, over the whole time. */
const SAMPLES = 120;
const work = mkdtempSync(join(tmpdir(), "bringup-bench-"));

interface Open {
  readonly each: Case;
  readonly app: PtyRun;
  readonly hub: FakeHub;
  readonly server: EngineServer;
  readonly costs: Cost[];
}

/** The program on an engine of this process, which says what it is told to. */
async function openConsole(each: Case, start: Snapshot): Promise<Open> {
  const stateDir = mkdtempSync(join(work, "console-"));
  const activity = Array.from({ length: each.rows }, (_, at) => entryOf(each.rows - at));
  const hub = createFakeHub({ ...start, activity });
  const server = await serveEngine({ hub, socketPath: socketPath(stateDir) });
  const program = [process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir] as const;
  const [first, ...rest] = each.launcher ?? [];
  const app = runInPty({ argv: first === undefined ? program : [first, ...rest, ...program] });
  await app.waitFor(start.host.hostname);
  await eventually(`the screen ${each.screen}`, () => {
    if (each.screen.test(app.text())) return true;
    app.type(KEYS.tab);
    return app.waitFor(each.screen, 300).catch(() => false);
  });
  return { each, app, hub, server, costs: [] };
}

/** A rehearsal's agent that is looked at and asked for nothing; left alone it would end by itself. */
async function startAgent() {
  const stateDir = mkdtempSync(join(work, "agent-"));
  const args = [BUNDLE, "agent", "--rehearse", "--state-dir", stateDir];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  await eventually("the agent listens", () => existsSync(socketPath(stateDir)));
  const actor = { user: "bench", from: "the bench" };
  const client = await connectEngine({ socketPath: socketPath(stateDir), actor });
  const { pid } = child;
  if (pid === undefined) throw new Error("the agent did not start");
  const costs: Cost[] = [];
  async function stop(): Promise<void> {
    await client.close();
    child.kill();
    await once(child, "exit");
  }
  return { pid, costs, stop };
}

const start = await busySnapshot();
const agent = await startAgent();
const consoles = await Promise.all(CASES.map((each) => openConsole(each, start)));
const startedMs = performance.now();
const seconds = minutes * 60;
for (let second = 1; second <= seconds; second++) {
  await setTimeout(Math.max(0, startedMs + second * 1000 - performance.now()));
  for (const { each, hub } of consoles) each.tick(hub, second);
  if (second / seconds < (agent.costs.length + 1) / SAMPLES) continue;
  agent.costs.push(costOf(agent.pid));
  for (const { costs, app } of consoles) costs.push(costOf(app.pid));
}
for (const { each, costs, app, server } of consoles) {
  judgeConsole(each, courseOf(costs));
  await app.close();
  await server.close();
}
const { peakMib, growthMib, cpuPercent } = courseOf(agent.costs);
process.stdout.write(
  `agent, looked at and asked for nothing: at most ${peakMib.toFixed(1)} MiB, growth ${growthMib.toFixed(1)} MiB, ` +
    `CPU ${cpuPercent.toFixed(2)} % of a core\n`,
);
await agent.stop();
rmSync(work, { recursive: true, force: true });
conclude();
