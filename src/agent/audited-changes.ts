import type { Actor, Audit, AuditEntry, Clock, DurableState } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import type { RegistrationView } from "../registration/index.ts";
import { keyedDigestOf } from "../secrets/index.ts";
import type { Snapshot } from "../session/index.ts";
import { type Layer, parseDocument } from "../spec/index.ts";
import type { SecretVault } from "../store/index.ts";
import type { Board } from "./board.ts";

/** One layer of the desired state is another one now. */
export interface LayerChanged {
  readonly layer: Layer;
  readonly actor: Actor;
  /** `generation 3`, `revision 7`. */
  readonly subject: string;
  /** Its text before; absent: there was none. */
  readonly was?: string;
  /** Absent: it is gone. */
  readonly is?: string;
}

export interface RecordingParts {
  readonly audit: Audit;
  readonly board: Board;
  readonly clock: Clock;
  readonly hostKey: Uint8Array;
}

const SAVED: Readonly<Partial<Record<Layer, string>>> = {
  local: "document-saved",
  plane: "desired-in-force",
};
/** Enough of a digest to tell two texts apart. */
const SHOWN_DIGEST = 16;

/** Leaves what was done in the audit; the change stands whatever becomes of its record. */
export function recordQuietly({ audit, board, clock }: Omit<RecordingParts, "hostKey">) {
  return (entry: Omit<AuditEntry, "atMs">): void => {
    try {
      audit.append({ atMs: clock.nowMs(), ...entry });
    } catch (thrown) {
      board.note("error", "agent", `not in the audit: ${errorView(thrown).message}`);
    }
  };
}

/** Each layer that changes leaves its digests, and each finding that was accepted its reason. */
export function layerRecorder(parts: RecordingParts): (change: LayerChanged) => void {
  const record = recordQuietly(parts);
  const digest = (text: string) => keyedDigestOf(parts.hostKey, text).slice(0, SHOWN_DIGEST);
  return ({ layer, actor, subject, was, is }) => {
    const digests = {
      ...(was === undefined ? {} : { was: digest(was) }),
      ...(is === undefined ? {} : { is: digest(is) }),
    };
    const action = is === undefined ? "document-layer-dropped" : SAVED[layer];
    record({ actor, action: action ?? "user-data-taken", subject, digests });
    if (layer !== "local") return;
    for (const waiver of waiverChanges(waiversIn(was), waiversIn(is))) record({ actor, ...waiver });
  };
}

type Waivers = ReadonlyMap<string, string>;

function waiverChanges(before: Waivers, now: Waivers) {
  const given = [...now].filter(([id, reason]) => before.get(id) !== reason);
  const dropped = [...before.keys()].filter((id) => !now.has(id));
  return [
    ...given.map(([subject, detail]) => ({ action: "check-waived", subject, detail })),
    ...dropped.map((subject) => ({ action: "check-waiver-dropped", subject })),
  ];
}

function waiversIn(text: string | undefined): Waivers {
  const parsed = text === undefined ? undefined : parseDocument(text);
  const waivers = parsed?.is === "valid" ? parsed.host.spec.checks?.waivers : undefined;
  return new Map((waivers ?? []).map(({ id, reason }) => [id, reason]));
}

/** Puts secrets where a run finds them; the audit has their names and keyed digests alone. */
export function giveSecrets(
  secrets: Readonly<Record<string, string>>,
  actor: Actor,
  parts: Omit<RecordingParts, "hostKey"> & { readonly vault: SecretVault },
): void {
  const record = recordQuietly(parts);
  for (const [name, value] of Object.entries(secrets)) {
    const was = parts.vault.digest(name)?.slice(0, SHOWN_DIGEST);
    parts.vault.put(name, value);
    const is = parts.vault.digest(name)?.slice(0, SHOWN_DIGEST);
    const digests = { ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) };
    record({ actor, action: "secret-given", subject: name, digests });
  }
}

const REGISTRATION = "audit.registration";
const NETWORK = "audit.network";

/**
 * What nobody commands: the plane takes this host on or lets go of it, a change of the network goes
 * back. Told once, also when the machine was off in between.
 */
export function recordNews(
  parts: Omit<RecordingParts, "hostKey"> & { readonly state: DurableState },
): () => void {
  const { board, state } = parts;
  const record = recordQuietly(parts);
  const news = {
    registration({ registration }: Snapshot) {
      const standing = standingOf(registration);
      const last = state.get(REGISTRATION) ?? "not-registered";
      if (standing === undefined || standing === last) return;
      state.set(REGISTRATION, standing);
      const { plane = "the plane", message, problem } = registration;
      record({
        ...{ actor: { user: "plane", from: plane }, action: `registration-${standing}` },
        ...{ subject: plane, detail: message },
        ...(problem === undefined ? {} : { code: problem.code }),
      });
    },
    network({ network }: Snapshot) {
      if (network === undefined) return;
      const isOpen = network.state !== "kept" && network.state !== "reverted";
      if (isOpen === (state.get(NETWORK) === "open")) return;
      state.set(NETWORK, isOpen ? "open" : "over");
      if (isOpen) return;
      record({
        ...{ actor: { user: "timer", from: "the watch over the try" } },
        ...{ action: `network-${network.state}`, subject: `the change of ${network.title}` },
        ...(network.why === "" ? {} : { detail: network.why }),
      });
    },
  };
  return board.watch(({ slice }) => {
    try {
      if (slice === "registration" || slice === "network") news[slice](board.snapshot());
    } catch {
      // The store says itself that it takes nothing.
    }
  });
}

/** What the word of a plane changes for this host; `undefined`: nothing, or not yet. */
function standingOf({ state, problem }: RegistrationView): string | undefined {
  if (state === "approved" || state === "active") return "approved";
  if (state === "rejected") return "rejected";
  if (state === "unconfigured" || state === "local") return "not-registered";
  if (problem?.code === "HOST_DELETED") return "deleted";
  return problem?.code === "HOST_KEY_REVOKED" ? "key-revoked" : undefined;
}
