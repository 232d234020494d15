import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { HostIO } from "../../src/engine/index.ts";
import { createMachineHost, createManualClock, type ManualClock } from "../../src/host/index.ts";
import {
  type Plane,
  type PlaneEvent,
  type PlaneOptions,
  startPlane,
} from "../../src/plane/index.ts";
import {
  createRegistration,
  type Registration,
  type RegistrationOptions,
  type RegistrationState,
  type RegistrationView,
} from "../../src/registration/index.ts";

/** A host and a plane that talk over real sockets, in time that passes only when told. */
export interface Bench {
  readonly clock: ManualClock;
  readonly plane: Plane;
  readonly events: readonly PlaneEvent[];
  readonly views: readonly RegistrationView[];
  readonly memory: Map<string, string>;
  readonly folder: string;
  readonly desired: readonly (readonly [spec: unknown, revision: number])[];
  registration(): Registration;
  /** The next view that fits, or the current one; fails after a minute of real time. */
  until(what: string, fits: (view: RegistrationView) => boolean): Promise<RegistrationView>;
  untilState(...states: readonly RegistrationState[]): Promise<RegistrationView>;
  /** What a killed and restarted agent does. */
  restart(options?: Partial<RegistrationOptions>): Promise<void>;
}

export interface BenchOptions {
  readonly plane?: Partial<PlaneOptions>;
  readonly host?: Partial<RegistrationOptions>;
  readonly id?: string;
}

export const TOKEN = "tok-4711-abcdefghijkl";

export async function openBench(t: TestContext, options: BenchOptions = {}): Promise<Bench> {
  const clock = createManualClock({ auto: false });
  const folder = mkdtempSync(join(tmpdir(), "registration-"));
  const events: PlaneEvent[] = [];
  const plane = await startPlane({
    listen: { host: "127.0.0.1", port: 0 },
    tokens: [{ token: TOKEN, project: "Shops" }],
    clock,
    perSecond: 1000,
    onEvent: (event) => events.push(event),
    ...options.plane,
  });
  const side = openHostSide({
    clock,
    folder,
    id: options.id ?? "edge-1",
    options: options.host ?? {},
  });
  t.after(async () => {
    await side.registration().stop();
    await plane.close();
    rmSync(folder, { recursive: true });
  });
  return { clock, plane, events, folder, ...side };
}

export interface HostSide {
  readonly views: RegistrationView[];
  readonly memory: Map<string, string>;
  readonly desired: (readonly [spec: unknown, revision: number])[];
  registration(): Registration;
  until(what: string, fits: (view: RegistrationView) => boolean): Promise<RegistrationView>;
  untilState(...states: readonly RegistrationState[]): Promise<RegistrationView>;
  restart(options?: Partial<RegistrationOptions>): Promise<void>;
}

export function openHostSide(parts: {
  readonly clock: ManualClock;
  readonly folder: string;
  readonly id: string;
  readonly options: Partial<RegistrationOptions>;
}): HostSide {
  const host: HostIO = createMachineHost();
  const views: RegistrationView[] = [];
  const desired: (readonly [unknown, number])[] = [];
  const memory = new Map<string, string>();
  const listeners = new Set<(view: RegistrationView) => void>();
  const open = (overrides: Partial<RegistrationOptions>) =>
    createRegistration({
      host,
      memory: {
        get: (key) => JSON.parse(memory.get(key) ?? "null"),
        set: (key, value) => void memory.set(key, JSON.stringify(value)),
      },
      keyPath: join(parts.folder, `${parts.id}.key`),
      agent: { name: "bringup", version: "0.1.0" },
      clock: parts.clock,
      random: () => 0.5,
      identity: () => ({ id: parts.id, idSource: "DMI product UUID", name: "rack12" }),
      device: () => ({ archType: "amd64" }),
      onChange(view) {
        views.push(view);
        for (const listener of listeners) listener(view);
      },
      onDesired: ({ spec, revision }) => void desired.push([spec, revision]),
      ...parts.options,
      ...overrides,
    });
  let registration = open({});
  const until: HostSide["until"] = (what, fits) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        listeners.delete(look);
        reject(
          new Error(`not seen in a minute: ${what}; now ${JSON.stringify(registration.view())}`),
        );
      }, 60_000);
      const look = (view: RegistrationView) => {
        if (!fits(view)) return;
        clearTimeout(late);
        listeners.delete(look);
        resolve(view);
      };
      listeners.add(look);
      look(registration.view());
    });
  return {
    views,
    memory,
    desired,
    registration: () => registration,
    until,
    untilState: (...states) => until(states.join(" or "), ({ state }) => states.includes(state)),
    async restart(overrides = {}) {
      await registration.stop();
      registration = open(overrides);
      await registration.resume();
    },
  };
}
