import type { ErrorView } from "../errors/index.ts";

/** The registration as every console shows it. One state machine, three doors (token, manual, QR). */
export interface RegistrationView {
  readonly state: RegistrationState;
  readonly method?: RegistrationMethod;
  readonly plane?: string;
  /** One sentence for a person: what is waited for, or what happened. */
  readonly message: string;
  readonly sinceMs: number;
  /** Next attempt by itself, wall time. */
  readonly nextTryMs?: number;
  /** While `pending`: what to show for approval. */
  readonly approval?: Approval;
  /** Once approved. */
  readonly hostUid?: string;
  readonly project?: string;
  /** First 8 characters of the host key's thumbprint, in pairs: compare with the plane's page. */
  readonly fingerprint?: string;
  /** What the plane wants, verified; the host holds itself to it with the plane or without. */
  readonly desired?: { readonly revision: number };
  /** Last successful heartbeat, wall time. */
  readonly lastHeartbeatMs?: number;
  /** What stands in the way, in the states rejected, expired, conflict, blocked and offline. */
  readonly problem?: ErrorView;
}

export type RegistrationState =
  | "unconfigured"
  | "local"
  /** A plane was named, and is looked for. */
  | "contacting"
  /** The plane answers; it does not know of this host yet. */
  | "reachable"
  /** Asked to take this host on. */
  | "enrolling"
  | "pending"
  | "approved"
  | "active"
  | "rejected"
  | "expired"
  | "conflict"
  | "blocked"
  | "offline";

export type RegistrationMethod = "token" | "manual" | "qr";

export interface Approval {
  readonly enrolmentId: string;
  /** XXXX-XXXX; absent where the plane has no codes. */
  readonly userCode?: string;
  readonly verificationUri?: string;
  /** What the QR holds; never a secret. */
  readonly verificationUriComplete?: string;
  /** Wall time; absent: it waits for as long as it takes. */
  readonly expiresMs?: number;
}
