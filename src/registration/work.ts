import type { Clock, HostIO, HttpIO } from "../engine/index.ts";
import type { HostDescription } from "../plane/index.ts";
import { createDesiredLoop } from "./desired-loop.ts";
import { createDesk } from "./desk.ts";
import { createEventSpool } from "./event-spool.ts";
import { createKeyFile } from "./key-file.ts";
import { createPace } from "./pace.ts";
import { createPortHolder } from "./port-holder.ts";
import type { RegistrationMemory } from "./record.ts";
import type { DesiredState, HostStatus, Work } from "./turn.ts";
import type { RegistrationView } from "./view.ts";

export interface RegistrationOptions {
  readonly host: HostIO;
  /** The durable state of the store; everything is under the key `registration`. */
  readonly memory: RegistrationMemory;
  /** File of the host key, 0600, in a folder that survives reboots. */
  readonly keyPath: string;
  readonly agent: { readonly name: string; readonly version: string };
  readonly clock?: Clock;
  readonly random?: () => number;
  /** How requests to the plane leave; the host's own way unless told. */
  readonly http?: HttpIO;
  identity(): HostDescription | Promise<HostDescription>;
  /** `deviceSpecOf(inventory)`. */
  device(): object | Promise<object>;
  project?(): string | undefined;
  /** Page where a person approves, for the kinds of plane that have no page of their own. */
  approvalUrl?(): string | undefined;
  tags?(): Readonly<Record<string, string>>;
  /** A token the document refers to, for resuming after a restart; typed ones are never kept. */
  readToken?(): Promise<string | undefined>;
  /** For planes that want a key for their API besides. */
  readApiKey?(): Promise<string | undefined>;
  /** What heartbeats report. */
  status?(): HostStatus;
  onChange?(view: RegistrationView): void;
  /**
   * A verified desired state, newer than the last; also once after each restart. One at a time.
   * @throws what the host cannot mean, which is then shown.
   */
  onDesired?(desired: DesiredState): void | Promise<void>;
  /** What a plane wanted before does not count any more: local mode, or another plane. */
  onReleased?(): void | Promise<void>;
}

/** What was typed and is needed until the plane has answered. */
export interface TypedSecrets {
  token?: string | undefined;
  pairingKey?: string | undefined;
}

/** Puts together what the turns work with. `secret` holds what was typed, and nothing else ever does. */
export function createWork(options: RegistrationOptions, secret: TypedSecrets): Work {
  const clock = options.clock ?? options.host.clock;
  const random = options.random ?? Math.random;
  const desk = createDesk({
    memory: options.memory,
    clock,
    onChange: (view) => options.onChange?.(view),
  });
  const openKey = createKeyFile(options.host.files, options.keyPath);
  const key = async () => {
    const opened = await openKey();
    desk.note({ fingerprint: opened.fingerprint });
    return opened;
  };
  const uptimeSec = () => clock.monotonicMs() / 1000;
  const inTurn = oneByOne();
  const work: Work = {
    host: options.host,
    clock,
    random,
    desk,
    pace: createPace(clock, random),
    agent: options.agent,
    key,
    port: createPortHolder({
      ...{ desk, clock, key, files: options.host.files },
      http: options.http ?? options.host.http,
      approvalUrl: () => options.approvalUrl?.(),
      apiKey: async () => options.readApiKey?.(),
    }),
    identity: () => options.identity(),
    device: () => options.device(),
    project: () => options.project?.(),
    tags: () => options.tags?.() ?? {},
    token: async () => secret.token ?? (await options.readToken?.()),
    forgetToken: () => {
      secret.token = undefined;
    },
    pairingKey: () => secret.pairingKey,
    forgetPairingKey: () => {
      secret.pairingKey = undefined;
    },
    status: () =>
      options.status?.() ?? { phase: "registration", uptimeSec: uptimeSec(), conditions: [] },
    events: createEventSpool(options.memory, clock),
    onDesired: (desired) => inTurn(async () => options.onDesired?.(desired)),
    async release() {
      desk.note({ inForce: undefined, desiredProblem: undefined });
      await inTurn(async () => options.onReleased?.());
    },
    desiredHint: (revision, signal) => loop.hint(revision, signal),
  };
  const loop = createDesiredLoop(work);
  return work;
}

/** A later state never overtakes an earlier one. */
function oneByOne(): (take: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (take) => {
    const taken = last.then(take);
    last = taken.catch(() => {});
    return taken;
  };
}
