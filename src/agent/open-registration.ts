import { join } from "node:path";
import { type Clock, type HostIO, type HttpIO, knownValue, type Store } from "../engine/index.ts";
import {
  createRegistration,
  type DesiredState,
  deviceSpecOf,
  type Registration,
} from "../registration/index.ts";
import type { SecretVault } from "../store/index.ts";
import { truncate } from "../text/index.ts";
import type { Board } from "./board.ts";
import { tellPlane } from "./plane-events.ts";

export interface RegistrationParts {
  readonly board: Board;
  readonly store: Store;
  readonly vault: SecretVault;
  readonly stateDir: string;
  /** The real machine in every mode: a practice plane listens on its loopback. */
  readonly machine: HostIO;
  /** How its requests leave the machine. */
  readonly http: HttpIO;
  readonly clock: Clock;
  readonly version: string;
  onDesired(desired: DesiredState): Promise<void>;
  onReleased(): Promise<void>;
}

/** The registration of this host, fed from the board and shown on it. */
export function openRegistration(parts: RegistrationParts): Registration {
  const { board, store, stateDir, machine, http, clock, version } = parts;
  let lastState = "";
  const wanted = () => board.snapshot().document.effective.spec.registration;
  const registration = createRegistration({
    host: machine,
    http,
    memory: store.state,
    keyPath: join(stateDir, "registration.key"),
    agent: { name: "bringup", version },
    clock,
    identity: () => hostDescription(board),
    device() {
      const { inventory } = board.snapshot();
      return inventory === null ? {} : deviceSpecOf(inventory);
    },
    project: () => wanted()?.project,
    tags: () => wanted()?.tags ?? {},
    approvalUrl: () => wanted()?.approvalUrl,
    readToken: () => secretOf(parts, wanted()?.token),
    readApiKey: () => readApiKey(parts, wanted()?.apiKey),
    status: () => statusOf(board, clock),
    onChange(view) {
      board.set("registration", view);
      if (view.state === lastState) return;
      lastState = view.state;
      board.note(view.problem === undefined ? "info" : "warn", "registration", view.message);
    },
    onDesired: parts.onDesired,
    onReleased: parts.onReleased,
  });
  board.set("registration", registration.view());
  tellPlane(board, registration);
  return registration;
}

/** Like Palette's words for it: a host that belongs to a cluster, or one that does not yet. */
function statusOf(board: Board, clock: Clock) {
  const { cluster, conditions } = board.snapshot();
  return {
    phase: cluster === null ? "registration" : "cluster",
    uptimeSec: clock.monotonicMs() / 1000,
    conditions: conditions.map(({ type, status, reason, message, sinceMs }) => ({
      ...{ type, status, reason, message: truncate(message, 1000) },
      since: new Date(sinceMs).toISOString(),
    })),
  };
}

async function secretOf({ vault }: RegistrationParts, named: { secret: string } | undefined) {
  return named === undefined ? undefined : (await vault.read(named.secret))?.trim();
}

/** Asked for as long as the host is registered, so it outlives the run it was given for. */
async function readApiKey(parts: RegistrationParts, named: { secret: string } | undefined) {
  if (named === undefined) return undefined;
  const path = join(parts.stateDir, "registration.api-key");
  const given = await secretOf(parts, named);
  const kept = (await parts.machine.files.readText(path))?.trim();
  if (given === undefined || given === kept) return kept;
  await parts.machine.files.writeAtomic(path, given, { mode: 0o600 });
  return given;
}

function hostDescription(board: Board) {
  const { host, inventory } = board.snapshot();
  const nics = (inventory === null ? undefined : knownValue(inventory.nics)) ?? [];
  const nic = nics.find(({ addresses }) => addresses.some((each) => each.method !== "link-local"));
  const address = nic?.addresses.find((each) => each.method !== "link-local")?.address;
  return {
    id: host.edgeId?.id ?? "",
    idSource: host.edgeId?.origin ?? "",
    name: host.hostname,
    ...(address === undefined ? {} : { address }),
    ...(nic === undefined ? {} : { mac: nic.mac }),
  };
}
