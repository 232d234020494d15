import { everySymptom, hostChecks } from "../cluster/index.ts";
import { DISTRIBUTIONS } from "../distributions/index.ts";
import { type Actor, type Clock, type HostIO, systemClock } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { createMachineHost, isAlive, measureDrive, processIdentity } from "../host/index.ts";
import { ownHttp } from "../proxy/index.ts";
import type { DesiredState } from "../registration/index.ts";
import { rehearsedProving } from "../rehearsal/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { acquireHostLock, type FileStore, type SecretVault } from "../store/index.ts";
import { layerRecorder, recordNews } from "./audited-changes.ts";
import { withAuditedCommands } from "./audited-commands.ts";
import { auditedStore } from "./audited-store.ts";
import type { Board } from "./board.ts";
import { lookForCertificates } from "./certificate-desk.ts";
import { ownClusterName } from "./cluster-watch.ts";
import { createConditionBoard } from "./conditions.ts";
import { createDoctorDesk } from "./doctor-desk.ts";
import { type Documents, openDocuments } from "./documents.ts";
import { distributionChecks, loadDrivers } from "./drivers.ts";
import { everyHandler } from "./every-handler.ts";
import { guardBy } from "./guard.ts";
import { createHostWatch } from "./host-watch.ts";
import { settleIdentity } from "./identity.ts";
import { createLeaseDesk } from "./lease-desk.ts";
import { openMemory } from "./open-memory.ts";
import { openRegistration } from "./open-registration.ts";
import { openTarget } from "./open-target.ts";
import { ownWay } from "./own-way.ts";
import { composeCandidate } from "./planner.ts";
import { proofOfWays } from "./proof-of-ways.ts";
import { createReachDesk, withPracticePlane } from "./reach-desk.ts";
import { registerAsApproved } from "./registration-desk.ts";
import { createRunDesk } from "./run-desk.ts";
import { createService, type Service } from "./service.ts";
import { createLockDesk } from "./shared-locks.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";
import { createSupportDesk } from "./support-desk.ts";
import { supportHere } from "./support-door.ts";

export interface OpenHost {
  readonly service: Service;
  readonly clock: Clock;
  close(): Promise<void>;
}

/**
 * Puts the engine of one host together and takes its lock, unless it only looks: then the store is
 * read, never written. @throws HOST_LOCKED when another has it.
 */
export async function openHost(
  options: EngineOptions & { readonly version: string },
): Promise<OpenHost> {
  const stateDir = defaultStateDir(options);
  const closers: (() => unknown)[] = options.looksOnly ? [] : [takeLock(stateDir).release];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const service = await assemble(options, stateDir, closers);
    closers.push(() => service.stop());
    return { service, clock: systemClock, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function takeLock(stateDir: string) {
  const self = processIdentity();
  if (self === undefined) throw new BringupError("BUG", "cannot tell who this process is");
  const outcome = acquireHostLock(stateDir, self, isAlive);
  if (outcome.is === "held") return outcome;
  throw new BringupError(
    "HOST_LOCKED",
    `another bringup holds this host, process ${outcome.by.pid}`,
  );
}

async function assemble(
  options: EngineOptions & { readonly version: string },
  stateDir: string,
  closers: (() => unknown)[],
): Promise<Service> {
  const machine = createMachineHost();
  const clock = systemClock;
  const mode = options.rehearse === true ? "rehearsal" : "host";
  const { version } = options;
  const { opened, hostKey, vault, board } = openMemory({ options, stateDir, mode, closers });
  const { host, site, root } = await openTarget({ options, stateDir, machine, board, closers });
  const { store, flush } = auditedStore(opened, { board, host, clock, root });
  closers.push(flush);
  const drivers = await loadDrivers();
  const documents = await openDocuments({
    stateDir,
    files: machine.files,
    state: store.state,
    rules: { distributions: DISTRIBUTIONS, extraChecks: distributionChecks(drivers, clock.nowMs) },
    changed: layerRecorder({ audit: store.audit, board, clock, hostKey }),
  });
  board.set("document", documents.slice(vault.names()));
  const document = () => board.snapshot().document.effective;
  await showIdentity({ board, store, host, document: document() });
  const hostWatch = createHostWatch({
    board,
    host,
    document,
    hostChecks: (wanted) => hostChecks(drivers, wanted),
    ownCluster: (wanted, signal) => ownClusterName(host, wanted, signal),
    measureDrive: (request) => measureDrive(stateDir, request),
  });
  const leaving = () =>
    ownWay({ host, vault, document, inventory: () => board.snapshot().inventory });
  const registration = openRegistration({
    board,
    store,
    vault,
    stateDir,
    machine,
    http: ownHttp(machine.http, leaving),
    clock,
    version,
    onDesired: (desired) => takeDesired({ board, documents, vault }, desired),
    async onReleased() {
      await documents.dropPlane(planeOf(board));
      board.set("document", documents.slice(vault.names()));
    },
  });
  const prove = proofOfWays({ document, leaving });
  const proving = mode === "rehearsal" ? rehearsedProving(prove) : { prove };
  const runs = createRunDesk({
    locks: createLockDesk(host),
    onUserData: (secrets) => registerAsApproved({ board, registration }, secrets),
    board,
    documents,
    store,
    vault,
    hostKey,
    host,
    handlers: everyHandler({ drivers, proving, http: ownHttp(host.http, leaving) }),
    candidate: (request) =>
      composeCandidate({ host, inventory: () => board.snapshot().inventory, mode }, request),
    guard: guardBy({ board, hostWatch, mode }),
  });
  sayNotices(board, store, options);
  const leases = createLeaseDesk(board, store.audit, clock);
  if (store.access.is === "read-write")
    closers.push(recordNews({ audit: store.audit, board, clock, state: store.state }));
  const service = createService({
    board,
    clock,
    conditions: createConditionBoard(board, store, clock),
    host,
    store,
    vault,
    documents,
    leases,
    runs,
    hostWatch,
    registration,
    ...(site === undefined ? {} : { site }),
    findCertificates: (at, signal) =>
      lookForCertificates(at, { host, machine, way: leaving }, signal),
    support: createSupportDesk({
      ...{ board, clock, host, audit: store.audit, http: ownHttp(machine.http, leaving) },
      here: () => supportHere(options),
    }),
    reach: createReachDesk({
      ...{ board, clock, document, leaving },
      view: () => (mode === "rehearsal" ? withPracticePlane(host, machine, document()) : host),
    }),
    doctor: createDoctorDesk({ board, host, document, symptoms: everySymptom }),
  });
  return withAuditedCommands(service, store.audit, clock);
}

function planeOf(board: Board): Actor {
  return { user: "plane", from: board.snapshot().registration.plane ?? "agent" };
}

async function showIdentity(parts: {
  readonly board: Board;
  readonly store: FileStore;
  readonly host: HostIO;
  readonly document: EdgeHost;
}): Promise<void> {
  const { board, store, host, document } = parts;
  const settled = await settleIdentity(host, store, document);
  board.set("host", { ...board.snapshot().host, edgeId: settled.edgeId });
  if (settled.edgeId === null) board.note("warn", "agent", `no edge ID yet: ${settled.why}`);
  else if (settled.edgeId.note !== undefined) board.note("warn", "agent", settled.edgeId.note);
}

interface DesiredParts {
  readonly board: Board;
  readonly documents: Documents;
  readonly vault: SecretVault;
}

/** The plane's word becomes its layer; what it cannot mean is said and not taken. */
async function takeDesired(
  { board, documents, vault }: DesiredParts,
  desired: DesiredState,
): Promise<void> {
  const { revision } = desired;
  const [first] = await documents.takePlane(desired, planeOf(board));
  if (first !== undefined) {
    throw new BringupError(
      "DOCUMENT_INVALID",
      `Revision ${revision} of the plane is not what this host understands: ${first.message}.`,
      { hint: "The revision before stays in force; correct it in the plane." },
    );
  }
  board.set("document", documents.slice(vault.names()));
  board.note("info", "document", `revision ${revision} of the plane is in force`);
}

function sayNotices(board: Board, store: FileStore, { looksOnly }: EngineOptions): void {
  if (store.notice !== undefined) board.note("warn", "agent", store.notice);
  for (const problem of store.problems()) board.note("warn", "agent", problem);
  if (store.access.is === "read-only" && looksOnly !== true)
    board.note("error", "agent", store.access.why);
}
