// Types only: what an agent and its consoles say to each other. Both transports speak exactly this.
import type { CertificateFinding } from "../certificates/index.ts";
import type { CheckResult } from "../checks/index.ts";
import type { HostVitals } from "../cluster/index.ts";
import type { Stores } from "../datastore/index.ts";
import type { ClusterObservation, RecoveryGuide } from "../distributions/index.ts";
import type {
  ActivityEntry,
  Actor,
  AuditEntry,
  Condition,
  Fact,
  Plan,
  RunState,
  RunStepState,
  StoreAccess,
} from "../engine/index.ts";
import type { ErrorView } from "../errors/index.ts";
import type { Inventory } from "../inventory/index.ts";
import type { LinkView, TrialView } from "../network/index.ts";
import type { FileLook, TakeOutcome } from "../plane/index.ts";
import type { ReachReport } from "../reach/index.ts";
import type { PlaneKindId, RegistrationMethod, RegistrationView } from "../registration/index.ts";
import type { PracticeAct } from "../rehearsal/index.ts";
import type { EdgeHost, Issue, Origins } from "../spec/index.ts";
import type { UserDataRow } from "../user-data/index.ts";
import type { GivenUserData, UserDataFinding, UserDataPreview } from "./user-data-words.ts";

export const PROTOCOL_VERSION = 1;

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

export type Access = "control" | "view";

export interface SendOptions {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The state of the engine in slices; an event replaces one slice as a whole. */
export interface Snapshot {
  readonly engine: EngineSlice;
  readonly host: HostSlice;
  readonly document: DocumentSlice;
  readonly inventory: Inventory | null;
  readonly checks: ChecksSlice;
  readonly conditions: readonly Condition[];
  readonly plan: PlanSlice | null;
  readonly run: RunSlice | null;
  readonly registration: RegistrationView;
  readonly cluster: ClusterObservation | null;
  /** What keeps the state of a cluster; absent: not looked yet. */
  readonly stores?: StoresSlice;
  /** What of this host a cluster dies of first; absent: not looked yet, or there is no cluster. */
  readonly vitals?: HostVitals;
  readonly lease: LeaseSlice;
  /** What the host has of the settings the document can ask for; absent: not looked yet. */
  readonly settings?: readonly SettingView[];
  /** What a cluster form can offer on this host; absent: not looked yet. */
  readonly offers?: ClusterOffers;
  /** Links of this host and who keeps them; absent: not looked yet. */
  readonly links?: Fact<readonly LinkView[]>;
  /** A change of the network that is tried, or the last one; absent: none is known of. */
  readonly network?: TrialView;
  /** The last look at what this host has to reach, as it goes on; absent: none since the start. */
  readonly reach?: ReachSlice;
  /** Newest first, at most 200; the command `activity` gives all there are. */
  readonly activity: readonly ActivityEntry[];
}

export type SliceName = keyof Snapshot;

/** `seq` grows by one per event; a gap means: ask for a snapshot. */
export type EngineEvent = {
  [S in SliceName]: { readonly seq: number; readonly slice: S; readonly value: Snapshot[S] };
}[SliceName];

export interface EngineSlice {
  readonly version: string;
  readonly mode: "host" | "rehearsal";
  readonly link: "connected" | "lost";
  readonly pid: number;
  readonly startedMs: number;
  readonly store: StoreAccess;
  readonly stateDir: string;
}

export interface HostSlice {
  readonly edgeId: EdgeIdView | null;
  readonly hostname: string;
  /** First usable address, as on the overview: `10.10.216.81/24 on eth0, DHCP`. */
  readonly addresses: readonly string[];
  /** Somebody can log in here with a password; absent: not known. */
  readonly hasLogin?: boolean;
}

export interface EdgeIdView {
  readonly id: string;
  /** In groups with its check characters: `edge-9f3a-22c1-7e04-b1 /K7`. */
  readonly shown: string;
  /** `from DMI product UUID`. */
  readonly origin: string;
  readonly note?: string;
}

export interface DocumentSlice {
  /** Text of the local layer, comments included. */
  readonly text: string;
  readonly generation: number;
  readonly effective: EdgeHost;
  readonly origins: Origins;
  readonly issues: readonly Issue[];
  /** Names of the secrets that are stored, never their values. */
  readonly secrets: readonly string[];
  /** What user-data says that was taken over; absent: none was. */
  readonly userData?: readonly UserDataRow[];
}

export interface ChecksSlice {
  readonly state: "never" | "running" | "finished";
  readonly atMs: number | null;
  readonly done: number;
  readonly total: number;
  readonly results: readonly CheckResult[];
}

/** Choices and findings for the cluster form: nothing in it has to be typed from memory. */
export interface ClusterOffers {
  readonly distributions: readonly {
    readonly id: string;
    readonly title: string;
    readonly cnis: readonly string[];
    readonly datastores: readonly string[];
    /** Networks and domain used when nothing is asked. */
    readonly defaults: {
      readonly podCidr: string;
      readonly serviceCidr: string;
      readonly domain: string;
    };
  }[];
  /** Sound artefacts found in well-known places. */
  readonly found: readonly {
    readonly distribution: string;
    readonly version: string;
    /** Absolute path, as `spec.cluster.artefacts` takes it. */
    readonly directory: string;
  }[];
}

/** One setting as the host has it now, to stand beside what is asked. */
export interface SettingView {
  /** Dotted path in the document: `spec.host.hostname`. */
  readonly path: string;
  /** In words for a person, never a secret. */
  readonly seen: Fact<string>;
  /** Whether the host has what is asked; `null`: nothing is asked, or it cannot be told. */
  readonly holds: boolean | null;
  /** One sentence that a person should know besides. */
  readonly note?: string;
  /** What the value is made of besides what is asked, each part with its reason. */
  readonly parts?: readonly { readonly entry: string; readonly reason: string }[];
}

export interface StoresSlice extends Stores {
  /** What people do about it, while a store of the own cluster has lost its quorum. */
  readonly recovery?: readonly RecoveryGuide[];
}

export interface ReachSlice {
  readonly state: "running" | "finished" | "cancelled";
  /** Addresses that were asked for besides those of the document. */
  readonly given: readonly string[];
  readonly report: ReachReport;
}

export interface PlanSlice {
  readonly plan: Plan;
  /** Local layer this plan would save. */
  readonly documentText: string;
  /** What becomes of the user-data this plan would take over; absent: it takes none. */
  readonly preview?: UserDataPreview;
}

export type RunSlice = RunState;
export type RunStep = RunStepState;

export interface LeaseSlice {
  readonly holder: {
    readonly clientId: string;
    readonly actor: Actor;
    readonly sinceMs: number;
  } | null;
}

/** Everything a console can ask. Those that change the host need the control lease. */
export type Command =
  | { readonly do: "run-checks" }
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
  /** Approves the plan last made for this hash: saves its document, starts the run. */
  | { readonly do: "approve"; readonly hash: string }
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
  | { readonly do: "list-runs" }
  | { readonly do: "show-run"; readonly id: string }
  | { readonly do: "audit" }
  /** What happened, from before the last start of the agent too. */
  | { readonly do: "activity" };

export type Answer =
  | { readonly is: "ok"; readonly note?: string }
  | { readonly is: "planned"; readonly plan: PlanSlice }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] }
  | { readonly is: "run"; readonly run: RunSlice }
  | { readonly is: "runs"; readonly runs: readonly RunSummary[] }
  | { readonly is: "certificates"; readonly finding: CertificateFinding }
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
  | { readonly is: "audit"; readonly entries: readonly AuditEntry[] }
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
