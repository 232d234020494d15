import type { CertificateFinding } from "../certificates/index.ts";
import type { Clock, HostIO } from "../engine/index.ts";
import type { Registration } from "../registration/index.ts";
import type { PracticeSite } from "../rehearsal/index.ts";
import type { FileStore, SecretVault } from "../store/index.ts";
import type { Board } from "./board.ts";
import type { ConditionBoard } from "./conditions.ts";
import type { DoctorDesk } from "./doctor-desk.ts";
import type { Documents } from "./documents.ts";
import type { HostWatch } from "./host-watch.ts";
import type { LeaseDesk } from "./lease-desk.ts";
import type { ReachDesk } from "./reach-desk.ts";
import type { RunDesk } from "./run-desk.ts";
import type { SupportDesk } from "./support-desk.ts";

/** What the service is made of; `open-host.ts` puts it together. */
export interface ServiceParts {
  readonly board: Board;
  readonly clock: Clock;
  /** The machine that is brought up: the real one, a root directory, or the sandbox. */
  readonly host: HostIO;
  readonly store: FileStore;
  readonly vault: SecretVault;
  readonly conditions: ConditionBoard;
  readonly documents: Documents;
  readonly leases: LeaseDesk;
  readonly runs: RunDesk;
  readonly hostWatch: HostWatch;
  readonly registration: Registration;
  findCertificates(at: string, signal: AbortSignal): Promise<CertificateFinding>;
  readonly reach: ReachDesk;
  readonly doctor: DoctorDesk;
  readonly support: SupportDesk;
  /** In rehearsal only. */
  readonly site?: PracticeSite;
}
