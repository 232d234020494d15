import type { Clock, HostIO, HttpTls } from "../engine/index.ts";
import { asBringupError, BringupError, errorView } from "../errors/index.ts";
import { createPlaneClient, type HostDescription, type PlaneClient } from "../plane/index.ts";
import { createAccessTokens } from "./access.ts";
import { createDesiredLoop, recallDesired } from "./desired-loop.ts";
import { createDesk } from "./desk.ts";
import { enrolTurn } from "./enrol-turn.ts";
import { createKeyFile } from "./key-file.ts";
import { methodOf } from "./methods/index.ts";
import { createPace } from "./pace.ts";
import { planeAddress } from "./plane-address.ts";
import { pollTurn } from "./poll-turn.ts";
import type { RegistrationMemory, RegistrationRecord } from "./record.ts";
import { reportTurn } from "./report-turn.ts";
import { createRunner } from "./runner.ts";
import type { HostStatus, Turn, Work } from "./turn.ts";
import type { RegistrationMethod, RegistrationView } from "./view.ts";

export interface RegistrationOptions {
  readonly host: HostIO;
  /** The durable state of the store; everything is under the key `registration`. */
  readonly memory: RegistrationMemory;
  /** File of the host key, 0600, in a folder that survives reboots. */
  readonly keyPath: string;
  readonly agent: { readonly name: string; readonly version: string };
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Authorities to trust for the plane, asked at each use. */
  readonly tls?: () => HttpTls | undefined;
  identity(): HostDescription | Promise<HostDescription>;
  /** `deviceSpecOf(inventory)`. */
  device(): object | Promise<object>;
  project?(): string | undefined;
  tags?(): Readonly<Record<string, string>>;
  /** A token the document refers to, for resuming after a restart; typed ones are never kept. */
  readToken?(): Promise<string | undefined>;
  /** What heartbeats report. */
  status?(): HostStatus;
  onChange?(view: RegistrationView): void;
  /** A verified desired state, newer than the last; also once after each restart. */
  onDesired?(spec: unknown, revision: number): void;
}

/** The registration of this host: one state machine, three doors. All methods return at once. */
export interface Registration {
  view(): RegistrationView;
  /** Throws for what can be seen without asking: a bad address, a missing token. */
  start(request: StartRequest): Promise<void>;
  /** Asks now, at most every 2 s; in the states expired and rejected it asks for a new code. */
  tryNow(): Promise<void>;
  /** Gives up an attempt that is not approved yet. */
  cancel(): Promise<void>;
  /** No plane from now on; an approval from before is kept for later. */
  goLocal(): Promise<void>;
  /** After a restart: shows and continues what was kept. */
  resume(): Promise<void>;
  /** Ends all work; the record stays as it is. */
  stop(): Promise<void>;
}

export interface StartRequest {
  readonly method: RegistrationMethod;
  readonly plane: string;
  /** Kept in memory only, until the plane has answered. */
  readonly token?: string;
}

const TURNS: Partial<Readonly<Record<RegistrationRecord["phase"], Turn>>> = {
  enrolling: enrolTurn,
  pending: pollTurn,
  approved: reportTurn,
  active: reportTurn,
};

/** After a boot all hosts of a site start together; one that only restarted its agent is alone. */
const BOOT_SPREAD_MS = 60_000;

export function createRegistration(options: RegistrationOptions): Registration {
  const secret: { token?: string | undefined } = {};
  const work = createWork(options, secret);
  const { desk } = work;
  const runner = createRunner(work, () => {
    const { phase, isHalted } = desk.record();
    return isHalted ? undefined : TURNS[phase];
  });

  async function begin(request: StartRequest, plane: string): Promise<void> {
    await runner.stop();
    secret.token = request.token;
    desk.keep({
      phase: "enrolling",
      method: request.method,
      plane,
      ...NOTHING_OPEN,
      offsetMs: 0,
    });
    runner.run(0);
  }

  async function settleDown(phase: RegistrationRecord["phase"]): Promise<void> {
    await runner.stop();
    secret.token = undefined;
    desk.keep({ phase, ...NOTHING_OPEN });
  }

  return {
    view: desk.view,
    async start(request) {
      const plane = planeAddress(request.plane);
      const needsToken = methodOf(request.method).needs.includes("token");
      const token = needsToken ? (request.token?.trim() ?? "") : "";
      if (needsToken && token === "" && (await options.readToken?.()) === undefined) {
        throw new BringupError("SECRET_MISSING", "This way needs a registration token.", {
          hint: "Type the token, or choose the QR code.",
        });
      }
      const { method } = request;
      await begin(token === "" ? { method, plane } : { method, plane, token }, plane);
    },
    async tryNow() {
      const { phase, method, plane, isHalted } = desk.record();
      const canRenew = (phase === "expired" || phase === "rejected") && plane !== undefined;
      if (canRenew) return begin({ method: method ?? "qr", plane }, plane);
      if (TURNS[phase] === undefined) throw nothingToTry();
      if (isHalted) await retryHalted();
      else runner.hurry();
    },
    async cancel() {
      const { phase, approved } = desk.record();
      if (phase === "local" || phase === "approved" || phase === "active") return;
      if (approved === undefined) return settleDown("unconfigured");
      await settleDown("approved");
      desk.keep({ plane: approved.plane });
      runner.run(0);
    },
    goLocal: () => settleDown("local"),
    async resume() {
      const { phase, isHalted, bootId } = desk.record();
      if (phase === "unconfigured") return;
      desk.note({ fingerprint: (await work.key()).fingerprint });
      await recallDesired(work);
      if (TURNS[phase] === undefined || isHalted) return;
      const currentBootId = await options.host.bootId();
      desk.keep({ bootId: currentBootId });
      const isBoot = bootId !== undefined && bootId !== currentBootId;
      runner.run(isBoot ? work.random() * BOOT_SPREAD_MS : 0);
    },
    stop: () => runner.stop(),
  };

  async function retryHalted(): Promise<void> {
    const { problem } = desk.record();
    const asksForToken = problem?.code.startsWith("TOKEN_") || problem?.code === "SECRET_MISSING";
    if (asksForToken && (await work.token()) === undefined) {
      throw new BringupError("SECRET_MISSING", "The plane needs another token.", {
        hint: "Type a new token, or choose the QR code.",
      });
    }
    desk.keep({ isHalted: false });
    runner.run(0);
  }
}

const NOTHING_OPEN = {
  inFlight: undefined,
  enrolment: undefined,
  problem: undefined,
  isHalted: false,
} as const;

function createWork(options: RegistrationOptions, secret: { token?: string | undefined }): Work {
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
  const client = async (): Promise<PlaneClient> => {
    const { plane = "", offsetMs } = desk.record();
    const tls = options.tls?.();
    return createPlaneClient({
      baseUrl: plane,
      http: options.host.http,
      key: await key(),
      clock,
      offsetMs,
      onOffset: (learnedMs) => desk.keep({ offsetMs: learnedMs }),
      ...(tls === undefined ? {} : { tls }),
    });
  };
  const work: Work = {
    host: options.host,
    clock,
    random,
    desk,
    pace: createPace(clock, random),
    agent: options.agent,
    key,
    client,
    identity: () => options.identity(),
    device: () => options.device(),
    project: () => options.project?.(),
    tags: () => options.tags?.() ?? {},
    token: async () => secret.token ?? (await options.readToken?.()),
    forgetToken: () => {
      secret.token = undefined;
    },
    access: createAccessTokens({
      clock,
      hostUid: () => desk.record().approved?.hostUid ?? "",
      client,
    }),
    status: () =>
      options.status?.() ?? {
        phase: "registration",
        uptimeSec: clock.monotonicMs() / 1000,
        conditions: [],
      },
    onDesired(spec, revision) {
      // A listener's fault must not stop the conversation with the plane.
      try {
        options.onDesired?.(spec, revision);
      } catch (thrown) {
        desk.note({ desiredProblem: errorView(asBringupError(thrown)) });
      }
    },
    desiredHint: (revision, signal) => loop.hint(revision, signal),
  };
  const loop = createDesiredLoop(work);
  return work;
}

function nothingToTry(): BringupError {
  return new BringupError("USAGE", "No registration is under way.", {
    hint: "Choose a way to register first.",
  });
}
