import type { Actor } from "../../src/engine/index.ts";
import type {
  Answer,
  Command,
  CommandContext,
  EngineHub,
  SliceChange,
  SliceName,
  Snapshot,
} from "../../src/session/index.ts";
import { DEFAULTS } from "../../src/spec/index.ts";

/** A small engine for tests of transports and command line: keeps slices, answers by a script. */
export interface FakeHub extends EngineHub {
  /** Replaces one slice and tells everybody. */
  set<S extends SliceName>(slice: S, value: Snapshot[S]): void;
  /** Commands that reached the engine, oldest first. */
  readonly handled: readonly Command[];
  readonly contexts: readonly CommandContext[];
  /** Clients attached now, with who they are. */
  readonly clients: ReadonlyMap<string, Actor>;
  /** Decides answers; the default is a plain ok. */
  answerWith(script: (command: Command, context: CommandContext) => Answer | Promise<Answer>): void;
}

export function createFakeHub(start: Partial<Snapshot> = {}): FakeHub {
  const listeners = new Set<(change: SliceChange) => void>();
  const clients = new Map<string, Actor>();
  const handled: Command[] = [];
  const contexts: CommandContext[] = [];
  let snapshot: Snapshot = { ...emptySnapshot(), ...start };
  let script: (command: Command, context: CommandContext) => Answer | Promise<Answer> = () => ({
    is: "ok",
  });
  return {
    handled,
    contexts,
    clients,
    snapshot: () => snapshot,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(slice, value) {
      snapshot = { ...snapshot, [slice]: value };
      for (const listener of [...listeners]) listener({ slice, value } as SliceChange);
    },
    async handle(command, context) {
      handled.push(command);
      contexts.push(context);
      return script(command, context);
    },
    answerWith(next) {
      script = next;
    },
    attached(clientId, actor) {
      clients.set(clientId, actor);
    },
    detached(clientId) {
      clients.delete(clientId);
    },
  };
}

/** A host about which nothing is known yet. */
export function emptySnapshot(): Snapshot {
  return {
    engine: {
      version: "0.1.0",
      mode: "host",
      link: "connected",
      pid: 4711,
      startedMs: 1_763_640_000_000,
      store: { is: "read-write" },
      stateDir: "/var/lib/bringup",
    },
    host: { edgeId: null, hostname: "rack12-edge1", addresses: [] },
    document: {
      text: "",
      generation: 0,
      effective: DEFAULTS,
      origins: {},
      issues: [],
      secrets: [],
    },
    inventory: null,
    checks: { state: "never", atMs: null, done: 0, total: 0, results: [] },
    conditions: [],
    settings: [],
    plan: null,
    run: null,
    registration: { state: "unconfigured", message: "", sinceMs: 0 },
    cluster: null,
    lease: { holder: null },
    activity: [],
  };
}
