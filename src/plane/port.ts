// Over 120 lines: one contract in one place, types only.
import type { Clock, FilesIO, HttpIO } from "../engine/index.ts";
import type { Trouble } from "./client/trouble.ts";
import type { EventsRequest, HeartbeatRequest, InventoryRequest, SigningKey } from "./contract.ts";
import type { HostKey } from "./host-key.ts";

/**
 * What the registration speaks, whatever plane is behind it: one kind of plane is one implementation,
 * and all of them pass `test/contract/planes.ts`. Expected answers are values; nothing here throws for
 * them. No answer, and no silence, ever takes something away from the host.
 */
export interface PlanePort {
  /** Asked before each request to be taken on: is it there, is it one, what does it offer. */
  hello(signal: AbortSignal): Promise<HelloOutcome>;
  /** Asks to be taken on. The same request again gives the same enrolment. */
  enrol(asked: EnrolAsked): Promise<EnrolOutcome>;
  /** Has somebody decided? May be held open for `waitSec` where the plane can. */
  poll(asked: PollAsked): Promise<PollOutcome>;
  heartbeat(asked: HeartbeatAsked): Promise<HeartbeatOutcome>;
  desired(asked: DesiredAsked): Promise<DesiredOutcome>;
  /** The hardware, sent when it changed or when a heartbeat was answered with `wantsInventory`. */
  inventory(asked: InventoryAsked): Promise<InventoryOutcome>;
  /** What happened here; at least once, the plane knows each by its id. */
  events(asked: EventsAsked): Promise<EventsOutcome>;
  /** The host leaves for good. A plane that does not know it any more has removed it. */
  remove(hostUid: string, signal: AbortSignal): Promise<RemoveOutcome>;
  /** Where a person carries what is said: absent, it goes over the network. */
  readonly byFiles?: PlaneByFiles;
}

export interface PlaneByFiles {
  /** The open request, to be carried to the plane; `undefined`: none is open. */
  request(): Promise<CarriedFile | undefined>;
  /** What a file says, before anybody takes it over; nothing changes. */
  look(brought: Omit<TakeAsked, "confirmed">): Promise<FileLook>;
  /** Takes what was brought back, if it may be believed; `poll` and `desired` find it then. */
  take(brought: TakeAsked): Promise<TakeOutcome>;
}

export interface CarriedFile {
  readonly name: string;
  readonly text: string;
}

export interface TakeAsked {
  readonly text: string;
  /** The signer as a person confirmed it: its id, or its first eight characters. */
  readonly confirmed?: string | undefined;
  /** No older one is taken. */
  readonly desired?: DesiredInForce | undefined;
}

export interface DesiredInForce {
  readonly revision: number;
  readonly jws: string;
}

export type FileLook =
  | {
      readonly is: "readable";
      /** The answer to a request, or a desired state alone. */
      readonly holds: "answer" | "desired";
      /** Fingerprint of the key that signed it; the signature is good. */
      readonly signer: string;
      /** `new`: this host knows no key of its plane yet; `other`: it knows another one. */
      readonly trust: "trusted" | "new" | "other";
      /** The plane's word on the request of this host, where it is in it. */
      readonly decision?: "approved" | "rejected";
      /** Of the desired state, where one is in it. */
      readonly revision?: number;
      /** Revision of the desired state in force. */
      readonly inForce?: number;
    }
  | { readonly is: "refused"; readonly why: string };

export type TakeOutcome =
  | {
      readonly is: "taken";
      /** The plane's word on the request of this host, where it is in it. */
      readonly decision?: "approved" | "rejected";
      /** Of the desired state, where one is in it. */
      readonly revision?: number;
      /** False: the desired state in it is in force already. */
      readonly isNews: boolean;
    }
  /** Nothing was taken: a person has to compare the fingerprint with the plane's first. */
  | {
      readonly is: "unconfirmed";
      readonly signer: string;
      readonly fingerprint: string;
      /** This host believes another key already. */
      readonly isOther: boolean;
    }
  | { readonly is: "refused"; readonly why: string };

/** What an implementation is made of. */
export interface PlanePortOptions {
  /** As its kind's `address` gave it: a URL without a slash at its end, or the path of a folder. */
  readonly plane: string;
  readonly http: HttpIO;
  readonly files: FilesIO;
  readonly clock: Clock;
  readonly key: HostKey;
  /** Where a person approves, when the document says so: Palette's registrationURL. */
  readonly approvalUrl?: string | undefined;
  /** Says whose host this is where a host key does not, Palette's API key; asked for when it is used. */
  apiKey?(): Promise<string | undefined>;
  /** How far the plane's clock is ahead of ours; learned, and told by `onOffset`. */
  readonly offsetMs: number;
  onOffset(offsetMs: number): void;
  /** Survives a restart; for what the kind itself has to remember. Never the registration token. */
  readonly memory: PortMemory;
}

export interface PortMemory {
  get(): unknown;
  set(value: unknown): void;
}

export type OpenPlanePort = (options: PlanePortOptions) => PlanePort;

export type HelloOutcome =
  /** The ways it can approve a request in. */
  { readonly is: "plane"; readonly methods: readonly ("token" | "code")[] } | Trouble;

export interface EnrolAsked {
  /** `EnrolRequest` as JSON; text, so that a repeat is the same to the byte. See `parseEnrolBody`. */
  readonly body: string;
  readonly idempotencyKey: string;
  /** Registration token, for the method `token`. */
  readonly token?: string | undefined;
  /** Of a host that an operator entered beforehand; apart from the body, which is kept. */
  readonly pairingKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type EnrolOutcome =
  | { readonly is: "enrolment"; readonly enrolment: Enrolment; readonly etag?: string }
  | Trouble;

export type Enrolment =
  | PendingEnrolment
  | {
      readonly state: "approved";
      readonly enrolmentId: string;
      readonly hostUid: string;
      readonly project: string;
      /** What this host believes from now on; none where the plane signs nothing. */
      readonly signingKeys: readonly SigningKey[];
    }
  | { readonly state: "rejected"; readonly enrolmentId: string; readonly reason?: string }
  | { readonly state: "expired"; readonly enrolmentId: string };

export interface PendingEnrolment {
  readonly state: "pending";
  readonly enrolmentId: string;
  /** What the person there compares or types, `XXXX-XXXX`; absent where a plane has no codes. */
  readonly userCode?: string;
  readonly verificationUri?: string;
  /** What the QR holds; never a secret. */
  readonly verificationUriComplete?: string;
  /** Absent: it waits for as long as it takes. */
  readonly expiresInMs?: number;
  /** The least between two polls. */
  readonly intervalMs: number;
  /** Whole sentences for what the person has to do, where it is not to open an address. */
  readonly todo?: string;
}

export interface PollAsked {
  readonly enrolmentId: string;
  readonly etag?: string | undefined;
  readonly waitSec?: number;
  readonly signal?: AbortSignal | undefined;
}

export type PollOutcome =
  | EnrolOutcome
  | { readonly is: "unchanged" }
  /** The plane has no such enrolment (any more): enrol again. */
  | { readonly is: "unknown-enrolment" }
  /** RFC 8628: five seconds more between polls, for good. */
  | { readonly is: "slow-down" };

export interface HeartbeatAsked {
  readonly hostUid: string;
  readonly beat: HeartbeatRequest;
  readonly signal?: AbortSignal | undefined;
}

export type HeartbeatOutcome =
  | {
      readonly is: "heard";
      readonly nextMs: number;
      /** 0 where it has none, or cannot tell. */
      readonly desiredRevision: number;
      readonly wantsInventory: boolean;
    }
  | Trouble;

export interface DesiredAsked {
  readonly hostUid: string;
  readonly etag?: string | undefined;
  readonly waitSec?: number;
  readonly signal?: AbortSignal | undefined;
}

export type DesiredOutcome =
  | { readonly is: "desired"; readonly jws: string; readonly etag?: string }
  | { readonly is: "unchanged" }
  | { readonly is: "none-assigned" }
  /** This kind of plane has no desired state of ours: what the host does is decided elsewhere. */
  | { readonly is: "not-offered"; readonly why?: string }
  | Trouble;

export interface InventoryAsked {
  readonly hostUid: string;
  readonly inventory: InventoryRequest;
  readonly signal?: AbortSignal | undefined;
}

export type InventoryOutcome = { readonly is: "kept" } | { readonly is: "not-offered" } | Trouble;

export type HostEvent = EventsRequest["events"][number];

export interface EventsAsked {
  readonly hostUid: string;
  /** Oldest first, at most 200. */
  readonly events: readonly HostEvent[];
  readonly signal?: AbortSignal | undefined;
}

export type EventsOutcome =
  /** Up to and with this id they need not be sent again. */
  { readonly is: "accepted"; readonly through: string } | { readonly is: "not-offered" } | Trouble;

export type RemoveOutcome = { readonly is: "removed" } | Trouble;
