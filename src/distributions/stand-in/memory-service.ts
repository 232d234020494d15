import {
  type MemoryHost,
  PowerCut,
  type RunningService,
  type ServiceBehaviour,
} from "../../host/index.ts";

/** What a simulated program does at a moment after its start, milliseconds of the clock. */
export type ProgramEvent = { readonly atMs: number } & (
  | { readonly is: "line"; readonly text: string }
  | {
      readonly is: "files";
      readonly files: Readonly<Record<string, { readonly content: string; readonly mode: number }>>;
    }
  | { readonly is: "up" }
  | { readonly is: "exit"; readonly code: number }
);

export type Began =
  | {
      readonly is: "running";
      readonly events: readonly ProgramEvent[];
      /** Once a second; what comes of it happens at once. */
      tick(): Promise<readonly ProgramEvent[]>;
    }
  | { readonly is: "refused"; readonly lines: readonly string[] }
  | { readonly is: "again"; readonly lines: readonly string[] };

export interface MemoryServiceParts {
  readonly unit: string;
  machine(): MemoryHost;
  begin(): Promise<Began>;
  ended(): void;
}

const RESTART_MS = 5000;
const AGAIN_MS = 5000;
const TICK_MS = 1000;

/** A program below a unit of a host in memory: Type=notify, Restart=always, RestartSec=5s. */
export function createMemoryService(parts: MemoryServiceParts): ServiceBehaviour {
  const { unit, machine } = parts;
  let timers: (() => void)[] = [];
  let restarts = 0;

  function stop(): void {
    for (const cancel of timers) cancel();
    timers = [];
    parts.ended();
  }

  function later(ms: number, run: () => unknown): void {
    timers.push(machine().clock.after(ms, () => void guarded(run)));
  }

  async function launch(running: RunningService): Promise<void> {
    const began = await parts.begin();
    if (began.is !== "running") {
      for (const line of began.lines) running.log(line);
      if (began.is === "refused") exit(running, 1);
      else later(AGAIN_MS, () => launch(running));
      return;
    }
    for (const event of began.events) later(event.atMs, () => carryOut(running, event));
    const tick = async () => {
      if (!(await isRunning(machine(), unit))) return;
      for (const event of await began.tick()) carryOut(running, event);
      if (timers.length > 0) later(TICK_MS, tick);
    };
    later(TICK_MS, tick);
  }

  function carryOut(running: RunningService, event: ProgramEvent): void {
    if (event.is === "line") running.log(event.text);
    if (event.is === "up") running.set({ active: "active", sub: "running" });
    if (event.is === "exit") exit(running, event.code);
    if (event.is === "files")
      for (const [path, file] of Object.entries(event.files)) machine().put(path, file);
  }

  function exit(running: RunningService, exitStatus: number): void {
    stop();
    running.set({ active: "activating", sub: "auto-restart", exitStatus });
    later(RESTART_MS, async () => {
      restarts += 1;
      running.set({ active: "activating", sub: "start", restarts });
      await launch(running);
    });
  }

  return {
    async start(running) {
      stop();
      restarts = 0;
      await launch(running);
      return restarts === 0 && !(await isWaiting(machine(), unit))
        ? { active: "activating", sub: "start" }
        : undefined;
    },
    stop,
  };
}

export async function isRunning(host: MemoryHost, unit: string): Promise<boolean> {
  const found = await host.units.show(unit);
  return found.is === "known" && /^(active|activating)$/.test(found.value.active);
}

async function isWaiting(host: MemoryHost, unit: string): Promise<boolean> {
  const found = await host.units.show(unit);
  return found.is === "known" && found.value.sub === "auto-restart";
}

/** A machine that is off does nothing more. */
async function guarded(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    if (!(thrown instanceof PowerCut)) throw thrown;
  }
}
