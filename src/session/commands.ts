// Types only: what a console can ask of an agent, and what it is answered.
import type { CertificateFinding } from "../certificates/index.ts";
import type { Content, ContentOffer } from "../content/index.ts";
import type { ActivityEntry, AuditEntry, AuditVerdict } from "../engine/index.ts";
import type { ErrorView } from "../errors/index.ts";
import type { LogEntry, LogPage } from "../logs/index.ts";
import type { FileLook, TakeOutcome } from "../plane/index.ts";
import type { PlaneKindId, RegistrationMethod } from "../registration/index.ts";
import type { PracticeAct } from "../rehearsal/index.ts";
import type { Issue } from "../spec/index.ts";
import type { Access, EngineEvent, PlanSlice, RunSlice, Snapshot } from "./contract.ts";
import type { GivenUserData, UserDataFinding } from "./user-data-words.ts";

/** A console's way to the engine: in the same process, or over the agent's unix socket. */
export interface EngineClient {
  /** `view`: everything is shown, and whatever would change something is refused. */
  readonly access: Access;
  /** Everything at once. After a reconnect it replaces all that was known. */
  snapshot(): Snapshot;
  /** Called after each change with the slice that changed; returns the way to stop. */
  watch(listener: (event: EngineEvent) => void): () => void;
  /** Expected refusals are answers, not throws. The idempotency key makes a repeat harmless. */
  send(command: Command, options?: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** Everything a console can ask. Those that change the host need the control lease. */
export type Command =
  | { readonly do: "run-checks" }
  /** Looks for known troubles of the host; who asks while it goes on gets the same answer. */
  | { readonly do: "examine" }
  | { readonly do: "refresh" }
  /** Validates and plans without saving. `secrets` travel to the agent once and are never echoed. */
  | {
      readonly do: "plan";
      readonly documentText: string;
      readonly secrets?: Readonly<Record<string, string>>;
      readonly userData?: GivenUserData;
    }
  /** The plan of this hash again, with a change of the network that does not have to work here. */
  | { readonly do: "plan-without-proof"; readonly hash: string }
  /** Plans something that is done once, and no document asks for; the local layer may change with it. */
  | {
      readonly do: "plan-operation";
      readonly operation: string;
      readonly params: Readonly<Record<string, string>>;
    }
  /** What one more host needs to come into the cluster of this one; `sticks`: onto the one plugged in. */
  | {
      readonly do: "mint-join";
      readonly role: "control-plane" | "worker";
      /** Name of the node that comes. */
      readonly node: string;
      readonly to?: "sticks";
    }
  /** Lines of members that were brought, on sticks (`sticks`) or in a file of the host. Only looks. */
  | { readonly do: "look-for-join"; readonly at: string }
  /** What a restore of the cluster here can be made from. */
  | { readonly do: "list-snapshots" }
  /** Approves the plan last made for this hash: saves its document, starts the run. */
  | {
      readonly do: "approve";
      readonly hash: string;
      /** What `powerWord` says, where the plan loses data. */
      readonly name?: string;
    }
  /** Saves the local layer without running anything; refused unless the generation is current. */
  | {
      readonly do: "save-document";
      readonly documentText: string;
      readonly expectedGeneration: number;
    }
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  | { readonly do: "cancel"; readonly undo: boolean }
  | { readonly do: "take-lease" }
  | { readonly do: "release-lease" }
  /**
   * `token` only for the token method, `pairingKey` only for the manual ID, where the operator gave one;
   * both are kept in memory until the plane has answered.
   */
  | {
      readonly do: "register";
      readonly method: RegistrationMethod;
      readonly plane?: string;
      /** The document's when absent. */
      readonly kind?: PlaneKindId;
      readonly token?: string;
      readonly pairingKey?: string;
    }
  /** A desired state that somebody brought; `mayBeOlder`: also where a newer one is in force. */
  | { readonly do: "take-desired"; readonly jws: string; readonly mayBeOlder?: boolean }
  | { readonly do: "register-now" }
  | { readonly do: "register-cancel" }
  | { readonly do: "go-local" }
  /** Refused where it takes the quorum, unless `name` is what `powerWord` says. */
  | { readonly do: "power"; readonly to: "reboot" | "off"; readonly name?: string }
  /** Does it to a member of the practice site; refused outside a rehearsal. */
  | { readonly do: "practise"; readonly what: PracticeAct; readonly member: string }
  /** `sticks`, an address, or the path of a file on the host. Only looks; a stick is mounted for it. */
  | { readonly do: "look-for-certificates"; readonly at: string }
  /** What was imported. */
  | { readonly do: "list-content" }
  /** Archives on what is plugged in besides. Only looks; a stick is mounted for it. */
  | { readonly do: "look-for-content" }
  /** A profile of this host into one archive: `sticks`, the path of a .tar that is not there yet, or a folder. */
  | { readonly do: "export-profile"; readonly folder: string; readonly to: string }
  /** The open request of a plane that is reached by files; `sticks`: also put on the one plugged in. */
  | { readonly do: "plane-request"; readonly to?: "sticks" }
  /** What a file that was brought says, on a stick (`sticks`) or at a path of the host. Only looks. */
  | { readonly do: "look-at-plane-file"; readonly at: string }
  /** An answer of such a plane, from a stick unless `text` has it; `confirmed`: its signer's fingerprint. */
  | { readonly do: "take-plane-answer"; readonly text?: string; readonly confirmed?: string }
  /** Media with the label cidata and the user-data on them. Only looks; they are mounted for it. */
  | { readonly do: "look-for-user-data" }
  /** Wall time; refused while a time server keeps the clock. */
  | { readonly do: "set-clock"; readonly atMs: number }
  /** What becomes of the change that is tried; `seconds` more of time, for `extend`. */
  | {
      readonly do: "network";
      readonly decide: "keep" | "revert" | "extend";
      readonly seconds?: number;
    }
  /** Looks at everything this host has to reach, and at these addresses; answers at the end. */
  | { readonly do: "reach"; readonly urls?: readonly string[] }
  | { readonly do: "reach-cancel" }
  /** Looks at the links again, now: which cable is in. */
  | { readonly do: "look-at-links" }
  /** Looks at the stores of the cluster alone, unless they were looked at within the last second. */
  | { readonly do: "look-at-stores" }
  /** `usb`, an https address or a folder; on this host unless told. Goes on when who asked has gone. */
  | { readonly do: "make-bundle"; readonly to?: string }
  | { readonly do: "cancel-bundle" }
  | { readonly do: "list-runs" }
  | { readonly do: "show-run"; readonly id: string }
  /** Newest first, the last 200; `sinceMs`: all from then on, as many as one answer holds. */
  | { readonly do: "audit"; readonly sinceMs?: number }
  /** Whether the audit is as it was written. */
  | { readonly do: "verify-audit" }
  /** Logs of the host that can be read. */
  | { readonly do: "list-logs" }
  /** Lines of one of them, `after` a cursor or the last ones; read on for 15 s after each question. */
  | {
      readonly do: "read-log";
      readonly log: string;
      readonly after?: string;
      readonly max: number;
      /** Words as they stand, or `/a pattern/`. */
      readonly filter?: string;
      /** Nothing less grave than this. */
      readonly priority?: number;
    }
  /** What happened, from before the last start of the agent too. */
  | { readonly do: "activity" };

export interface ContentFinding {
  readonly here: readonly Content[];
  readonly offers: readonly ContentOffer[];
  /** Sentences for a person: what could not be read, or that nothing is plugged in. */
  readonly problems: readonly string[];
}

export type Answer =
  | { readonly is: "ok"; readonly note?: string }
  | { readonly is: "planned"; readonly plan: PlanSlice }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] }
  | { readonly is: "run"; readonly run: RunSlice }
  | { readonly is: "runs"; readonly runs: readonly RunSummary[] }
  | { readonly is: "certificates"; readonly finding: CertificateFinding }
  | { readonly is: "content"; readonly finding: ContentFinding }
  | {
      readonly is: "profile-exported";
      /** The path, or the name on the stick `on`; its sum is beside it. */
      readonly file: string;
      readonly on?: string;
      readonly sha256: string;
      readonly files: number;
    }
  | { readonly is: "user-data"; readonly finding: UserDataFinding }
  | {
      readonly is: "plane-request";
      readonly name: string;
      readonly text: string;
      /** Label of the stick it was put on. */
      readonly on?: string;
    }
  | {
      readonly is: "plane-file";
      /** Name of the stick, or the path. */
      readonly at: string;
      /** To be taken over as it was looked at; empty where it cannot be. */
      readonly text: string;
      readonly look: FileLook;
    }
  | { readonly is: "plane-answer"; readonly outcome: TakeOutcome }
  /** Newest first. */
  | {
      readonly is: "snapshots";
      readonly snapshots: readonly { readonly name: string; readonly path: string }[];
    }
  /** Whoever has the text comes in: it is shown or written, and never kept. */
  | { readonly is: "join-material"; readonly text: string; readonly endsMs?: number }
  /** As the file `name` on the stick `on`. */
  | {
      readonly is: "join-written";
      readonly name: string;
      readonly on: string;
      readonly endsMs?: number;
    }
  /** `from`: `stick:LABEL/FILE`, or the path. */
  | {
      readonly is: "join-papers";
      readonly papers: readonly { readonly from: string; readonly text: string }[];
      readonly problems: readonly string[];
    }
  | { readonly is: "audit"; readonly entries: readonly AuditEntry[] }
  | { readonly is: "audit-verdict"; readonly verdict: AuditVerdict }
  | { readonly is: "logs"; readonly logs: readonly LogEntry[] }
  | { readonly is: "log"; readonly page: LogPage }
  /** Newest first. */
  | { readonly is: "activity"; readonly entries: readonly ActivityEntry[] }
  | { readonly is: "refused"; readonly error: ErrorView };

export interface RunSummary {
  readonly id: string;
  readonly title: string;
  readonly state: RunSlice["state"];
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly steps: number;
}
