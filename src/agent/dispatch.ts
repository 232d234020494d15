import { findOffers, observeContent } from "../content/index.ts";
import { BringupError } from "../errors/index.ts";
import { profilesOn } from "../profile/index.ts";
import type { Answer, Command, CommandContext } from "../session/index.ts";
import { allActivity } from "./activity-keeper.ts";
import { auditSince } from "./audited-store.ts";
import type { CarriedFiles } from "./carried-files.ts";
import { setClockByHand } from "./clock-desk.ts";
import type { DocumentDesk } from "./document-desk.ts";
import { listSnapshots, mintJoin } from "./join-desk.ts";
import { findJoinPapers } from "./join-papers.ts";
import type { LogsDesk } from "./logs-desk.ts";
import type { NetworkDesk } from "./network-desk.ts";
import type { ServiceParts } from "./parts.ts";
import { switchPower } from "./power-desk.ts";
import { practise } from "./practice-desk.ts";
import { exportProfile } from "./profile-desk.ts";
import type { RegistrationDesk } from "./registration-desk.ts";
import type { StoreDesk } from "./store-watch.ts";
import type { UserDataDesk } from "./user-data-desk.ts";

/** Whoever answers the commands, and the looks that some of them ask for. */
export interface DispatchParts extends ServiceParts {
  readonly documentDesk: DocumentDesk;
  readonly logs: LogsDesk;
  readonly networkDesk: NetworkDesk;
  readonly userDataDesk: UserDataDesk;
  readonly registrations: RegistrationDesk;
  readonly carried: CarriedFiles;
  readonly stores: StoreDesk;
  lookAtAll(signal: AbortSignal): Promise<void>;
  lookAtSettings(): Promise<void>;
  lookAtLinks(signal: AbortSignal): Promise<void>;
  /** Of the agent itself: it is stopping. */
  readonly stopping: AbortSignal;
}

type Handler<D extends Command["do"]> = (
  command: Extract<Command, { do: D }>,
  context: CommandContext,
) => Answer | Promise<Answer>;

export type Dispatch = { readonly [D in Command["do"]]: Handler<D> };

const OK: Answer = { is: "ok" };

/** One line for each command; what it takes to answer it is in a file of its own. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const { board, host, clock, store, runs, hostWatch, leases, registration } = parts;
  const { registrations, carried, userDataDesk, documentDesk, networkDesk, stopping } = parts;
  const { audit } = store;
  /** Until whoever asked gives up, or the agent stops. */
  const within = ({ signal }: CommandContext) => AbortSignal.any([signal, stopping]);
  return {
    "run-checks": () => hostWatch.runChecks(stopping).then(() => OK),
    examine: () => parts.doctor.examine(stopping),
    async refresh() {
      await hostWatch.refresh(stopping);
      await parts.lookAtAll(stopping);
      await parts.lookAtSettings();
      await networkDesk.look();
      return OK;
    },
    plan({ documentText, secrets = {}, userData }, { signal }) {
      const accepted = userData === undefined ? undefined : userDataDesk.accept(userData);
      if (accepted?.is === "invalid") return accepted;
      const asked = accepted === undefined ? {} : { userData: accepted.asked };
      return runs.plan({ documentText, secrets, ...asked }, signal);
    },
    "plan-without-proof": ({ hash }, { signal }) => runs.planWithoutProof(hash, signal),
    "plan-operation": ({ operation, params }, { signal }) =>
      runs.operate({ id: operation, params }, signal),
    "list-snapshots": () => listSnapshots(board, host),
    "mint-join": (command, context) =>
      mintJoin(command, context.actor, {
        ...{ board, host, audit, isBusy: runs.isBusy, signal: within(context) },
      }),
    "look-for-join": ({ at }, context) => findJoinPapers(at, { host, signal: within(context) }),
    approve: (command, { actor, signal }) => runs.approve(command, actor, signal),
    "save-document": (command, { actor }) => documentDesk.save(command, actor),
    pause: () => runs.pause(),
    resume: (_command, { actor }) => runs.resume(actor),
    cancel: ({ undo }, { actor }) => runs.cancel(actor, undo),
    "take-lease"(_command, { clientId, actor }) {
      leases.take(clientId, actor);
      return OK;
    },
    "release-lease"(_command, { clientId }) {
      leases.release(clientId);
      return OK;
    },
    register: (command, { actor }) => registrations.register(command, actor),
    "take-desired": (command) => registrations.takeDesired(command),
    "register-now": () => registration.tryNow().then(() => OK),
    "register-cancel": () => registration.cancel().then(() => OK),
    "go-local": (_command, { actor }) => registrations.goLocal(actor),
    power: (command, { actor }) =>
      switchPower(command, actor, {
        ...{ board, host, clock, audit },
        look: () => parts.lookAtAll(stopping),
      }),
    practise: (command, { actor }) => practise(command, actor, { ...parts, audit }),
    async "look-for-certificates"({ at }, context) {
      return { is: "certificates", finding: await parts.findCertificates(at, within(context)) };
    },
    async "list-content"() {
      const here = await observeContent(parts.host);
      return { is: "content", finding: { here, offers: [], problems: [] } };
    },
    async "look-for-content"(_command, context) {
      const found = await findOffers(parts.host, within(context), profilesOn);
      return { is: "content", finding: { here: await observeContent(parts.host), ...found } };
    },
    "export-profile": (command, context) =>
      exportProfile(command, context.actor, { board, host, audit, signal: within(context) }),
    "plane-request": (command, context) => carried.request(command, within(context)),
    "look-at-plane-file": (command, context) => carried.look(command, within(context)),
    "take-plane-answer": (command, context) =>
      carried.take(command, context.actor, within(context)),
    async "look-for-user-data"(_command, context) {
      return { is: "user-data", finding: await userDataDesk.look(within(context)) };
    },
    async "set-clock"(command, { actor }) {
      const given = { board, host, clock, audit, signal: stopping };
      const answer = await setClockByHand(command, actor, given);
      await parts.lookAtSettings();
      return answer;
    },
    network: (command, { actor }) => networkDesk.handle(command, actor),
    reach: (command, context) => parts.reach.look(command, within(context)),
    "reach-cancel": () => parts.reach.cancel(),
    "look-at-links": (_command, context) => parts.lookAtLinks(within(context)).then(() => OK),
    "look-at-stores": () => parts.stores.freshen(stopping).then(() => OK),
    "make-bundle": (command, { actor }) => parts.support.make(command, actor, stopping),
    "cancel-bundle": () => parts.support.cancel(),
    "list-runs": () => ({ is: "runs", runs: runs.list() }),
    "show-run"({ id }) {
      const run = runs.show(id);
      if (run === undefined) throw new BringupError("RUN_NOT_FOUND", `no run ${id}`);
      return { is: "run", run };
    },
    audit: ({ sinceMs }) => ({ is: "audit", entries: auditSince(audit, sinceMs) }),
    "verify-audit": () => ({ is: "audit-verdict", verdict: store.verifyAudit() }),
    "list-logs": () => parts.logs.list(),
    "read-log": (command) => parts.logs.read(command),
    activity: () => ({ is: "activity", entries: allActivity(board, store.activity) }),
  };
}
