import type { HostIO } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { ClusterObservation } from "./observation.ts";

/** What this distribution lets another node in by, so that a form asks for what there is and no more. */
export interface JoinWay {
  /** One for all and lasting; made for an hour; made for one node by name. */
  readonly kind: "shared-token" | "short-lived-token" | "per-node-token";
  /** Where a member is asked, TCP. */
  readonly port: number;
  /** Its token says which authority is the right one; otherwise the pin is given beside it. */
  readonly pin: "in-token" | "beside-token";
  /** What a person runs on a control plane to be shown it again. */
  readonly shownBy: JoinCommands;
  /** Pure: what the distribution's own tools print or keep, as a person pastes it; `undefined`: not of its kind. */
  parse(text: string): JoinMaterial | undefined;
  /** Pure: why a text of its kind cannot be used as it is, and what helps; `undefined`: it can, or is of no such kind. */
  flaw(text: string): JoinFlaw | undefined;
  /** Pure: the material alone, as `parse` reads it again, without all that stood around it. */
  spell(material: JoinMaterial): string;
  /** On a member: what one more host needs. It may make a token in the cluster, so it is audited. */
  mint(request: MintRequest): Promise<JoinMaterial>;
}

export interface JoinCommands {
  readonly material: string;
  /** Where it can be missing. */
  readonly pin?: string;
  /** Where control planes come in by one. */
  readonly certificateKey?: string;
}

export interface JoinFlaw {
  /** Goes on after the name of the distribution, without a full stop; nothing secret is in it. */
  readonly why: string;
  readonly hint: string;
}

/** Secret: never logged, recorded or put into a document as it is. */
export interface JoinMaterial {
  /** As `spec.cluster.join.server`; absent: the person says where. */
  readonly server?: string;
  readonly token: string;
  /** As `spec.cluster.join.pin`. */
  readonly pin?: string;
  readonly certificateKey?: string;
  /** Wall time; absent: it lasts. */
  readonly endsMs?: number;
  /** For whom it was made; absent: whoever brings it. */
  readonly role?: "control-plane" | "worker";
}

/** For one host to be; asked of a member, by a person who approved it. */
export interface MintRequest {
  readonly host: HostIO;
  readonly seen: ClusterObservation;
  readonly cluster: ClusterSpec;
  readonly role: "control-plane" | "worker";
  /** Name of the node to be, where its token is made for it. */
  readonly node: string;
  readonly signal: AbortSignal;
}
