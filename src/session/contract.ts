// Types only: what an agent and its consoles say to each other. Both transports speak exactly this.
import type { CheckResult } from "../checks/index.ts";
import type { HostVitals } from "../cluster/index.ts";
import type { Stores } from "../datastore/index.ts";
import type { ClusterObservation, RecoveryGuide } from "../distributions/index.ts";
import type { DoctorReport } from "../doctor/index.ts";
import type {
  ActivityEntry,
  Actor,
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
import type { ReachReport } from "../reach/index.ts";
import type { RegistrationView } from "../registration/index.ts";
import type { EdgeHost, Issue, Origins } from "../spec/index.ts";
import type { Counts } from "../support/index.ts";
import type { UserDataRow } from "../user-data/index.ts";
import type { ProfileSlice } from "./profile-slice.ts";
import type { UserDataPreview } from "./user-data-words.ts";

export const PROTOCOL_VERSION = 1;

export type Access = "control" | "view";

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
  /** Profiles of this host and the layers of the one that is asked for; absent: not looked yet. */
  readonly profile?: ProfileSlice;
  /** Links of this host and who keeps them; absent: not looked yet. */
  readonly links?: Fact<readonly LinkView[]>;
  /** A change of the network that is tried, or the last one; absent: none is known of. */
  readonly network?: TrialView;
  /** The last look at what this host has to reach, as it goes on; absent: none since the start. */
  readonly reach?: ReachSlice;
  /** Known troubles that were looked for; absent: not since the start. */
  readonly doctor?: DoctorSlice;
  /** The support bundle that is being made, or the last one; absent: none since the start. */
  readonly support?: SupportSlice;
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
    /** What its makers say of it: `tech preview`. */
    readonly label?: string;
    readonly cnis: readonly string[];
    readonly datastores: readonly string[];
    /** What can be done once to a cluster of it: `destroy`. */
    readonly operations: readonly string[];
    /** Networks and domain used when nothing is asked. */
    readonly defaults: {
      readonly podCidr: string;
      readonly serviceCidr: string;
      readonly domain: string;
    };
    /** What a value of a field costs later; the empty value where nothing is asked. */
    readonly notes?: readonly {
      readonly path: string;
      readonly values: readonly string[];
      readonly note: string;
    }[];
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

export interface DoctorSlice {
  readonly state: "running" | "finished";
  readonly done: number;
  readonly total: number;
  /** Of the last look that came to its end; absent: none did yet. */
  readonly report?: DoctorReport;
}

export interface SupportSlice {
  readonly state: "running" | "copying" | "finished" | "failed" | "cancelled";
  /** Wall time. */
  readonly startedMs: number;
  /** Where to, in words. */
  readonly to: string;
  /** Of what is collected; of the bytes while it is copied. */
  readonly done: number;
  readonly total: number;
  /** Titles of what is being collected. */
  readonly current: readonly string[];
  readonly made?: {
    readonly path: string;
    readonly bytes: number;
    readonly tookMs: number;
    readonly counts: Counts;
    readonly notes: readonly string[];
    /** Name of the stick. */
    readonly on?: string;
    /** Address without its query. */
    readonly sentTo?: string;
  };
  readonly error?: ErrorView;
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
