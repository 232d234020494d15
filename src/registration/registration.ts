import { dirname, join } from "node:path";
import { BringupError } from "../errors/index.ts";
import type { HostEvent } from "../plane/index.ts";
import { type ByFiles, createByFiles } from "./by-files.ts";
import {
  type OfferedDesired,
  recallDesired,
  type TakenDesired,
  takeDesired,
} from "./desired-state.ts";
import { enrolTurn } from "./enrol-turn.ts";
import { methodOf } from "./methods/index.ts";
import { SPREAD_MS } from "./pace.ts";
import { pairingKeyOf } from "./pairing-key.ts";
import { type PlaneKindId, planeKindOf } from "./planes.ts";
import { pollTurn } from "./poll-turn.ts";
import type { RegistrationRecord } from "./record.ts";
import { reportTurn } from "./report-turn.ts";
import { createRunner } from "./runner.ts";
import type { Turn } from "./turn.ts";
import type { RegistrationMethod, RegistrationView } from "./view.ts";
import { createWork, type RegistrationOptions, type TypedSecrets } from "./work.ts";

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
  /** A desired state that somebody brought as a file: the same rules as from the plane. */
  takeDesired(offered: OfferedDesired): Promise<TakenDesired>;
  /** For planes that are reached by files alone. */
  readonly byFiles: ByFiles;
  /** Something happened that a plane wants to know of; told with the next report. */
  record(event: Omit<HostEvent, "id" | "at">): void;
  /** Ends all work; the record stays as it is. */
  stop(): Promise<void>;
}

export interface StartRequest {
  readonly method: RegistrationMethod;
  readonly plane: string;
  /** Version 1 unless told. */
  readonly kind?: PlaneKindId;
  /** Both are kept in memory only, until the plane has answered. */
  readonly token?: string;
  /** One-time, of a host whose ID an operator entered beforehand. */
  readonly pairingKey?: string;
}

const TURNS: Partial<Readonly<Record<RegistrationRecord["phase"], Turn>>> = {
  contacting: enrolTurn,
  reachable: enrolTurn,
  enrolling: enrolTurn,
  pending: pollTurn,
  approved: reportTurn,
  active: reportTurn,
};

/** Over 50 lines: the doors of one state machine, which share its secret and its runner. */
export function createRegistration(options: RegistrationOptions): Registration {
  const secret: TypedSecrets = {};
  const work = createWork(options, secret);
  const { desk } = work;
  const runner = createRunner(work, () => {
    const { phase, isHalted } = desk.record();
    return isHalted ? undefined : TURNS[phase];
  });
  let isEnded = false;
  /** What was still beginning when it was stopped must not begin after that. */
  const run = (firstAfterMs: number) => {
    if (!isEnded) runner.run(firstAfterMs);
  };

  async function begin(request: StartRequest, plane: string): Promise<void> {
    await runner.stop();
    secret.token = request.token;
    secret.pairingKey = request.pairingKey;
    const before = desk.record();
    const isSamePlane = before.plane === plane && before.kind === request.kind;
    desk.keep({
      phase: "contacting",
      method: request.method,
      plane,
      kind: request.kind,
      ...NOTHING_OPEN,
      ...(isSamePlane ? {} : { portMemory: undefined }),
    });
    run(0);
  }

  async function settleDown(phase: RegistrationRecord["phase"]): Promise<void> {
    await runner.stop();
    secret.token = undefined;
    secret.pairingKey = undefined;
    desk.keep({ phase, ...NOTHING_OPEN });
  }

  return {
    view: desk.view,
    async start(request) {
      const kind = planeKindOf(request.kind);
      const plane = kind.address(request.plane === "" ? ownFolder(options) : request.plane);
      if (kind.hasOwnFolder === true && plane === ownFolder(options)) {
        await options.host.files.makeDirectory(plane, { mode: 0o700 });
      }
      const needsToken = methodOf(request.method).needs.includes("token");
      const token = needsToken ? (request.token?.trim() ?? "") : "";
      if (needsToken && token === "" && (await options.readToken?.()) === undefined) {
        throw new BringupError("SECRET_MISSING", "This way needs a registration token.", {
          hint: "Type the token, or choose the QR code.",
        });
      }
      const pairingKey = pairingKeyOf(request, kind);
      const { token: _typed, pairingKey: _too, ...asked } = request;
      await begin(
        { ...asked, ...(token !== "" && { token }), ...(pairingKey !== "" && { pairingKey }) },
        plane,
      );
    },
    async tryNow() {
      const { phase, method, plane, kind, isHalted } = desk.record();
      const canRenew = (phase === "expired" || phase === "rejected") && plane !== undefined;
      if (canRenew) return begin({ method: method ?? "qr", plane, ...(kind && { kind }) }, plane);
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
      run(0);
    },
    async goLocal() {
      await settleDown("local");
      await work.release();
    },
    async resume() {
      const { phase, isHalted, bootId } = desk.record();
      if (phase === "unconfigured") return;
      desk.note({ fingerprint: (await work.key()).fingerprint });
      await recallDesired(work);
      if (TURNS[phase] === undefined || isHalted) return;
      const currentBootId = await options.host.bootId();
      desk.keep({ bootId: currentBootId });
      // One that only restarted its agent is alone.
      const isBoot = bootId !== undefined && bootId !== currentBootId;
      const spreadMs = planeKindOf(desk.record().kind).bootSpreadMs ?? SPREAD_MS;
      run(isBoot ? work.random() * spreadMs : 0);
    },
    takeDesired: (offered) => takeDesired(work, offered),
    record(event) {
      // Nobody is going to ask on a host that no plane has taken on.
      if (desk.record().approved !== undefined) work.events.add(event);
    },
    byFiles: createByFiles(work, () => runner.hurry()),
    stop() {
      isEnded = true;
      return runner.stop();
    },
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
    run(0);
  }
}

const NOTHING_OPEN = {
  inFlight: undefined,
  enrolment: undefined,
  problem: undefined,
  isHalted: false,
} as const;

/** Beside the key: for files to carry, when no folder is named. */
function ownFolder({ keyPath }: RegistrationOptions): string {
  return join(dirname(keyPath), "exchange");
}

function nothingToTry(): BringupError {
  return new BringupError("USAGE", "No registration is under way.", {
    hint: "Choose a way to register first.",
  });
}
