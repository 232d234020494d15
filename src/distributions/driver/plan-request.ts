import type { Artefact } from "../../artefacts/index.ts";
import type { Blocked, Fact } from "../../engine/index.ts";
import type { NoProxyEntry } from "../../proxy/index.ts";
import type { ClusterSpec, EdgeHost } from "../../spec/index.ts";
import type { ClusterObservation } from "./observation.ts";

export interface PlanRequest {
  readonly document: EdgeHost;
  readonly cluster: ClusterSpec;
  readonly seen: ClusterObservation;
  readonly facts: ClusterFacts;
}

/** What a plan needs to know of the host besides the distribution's own observation. */
export interface ClusterFacts {
  readonly architecture: string;
  readonly hostname: string;
  /** Address the node will use, and the interface and network it stands in. */
  readonly nodeAddress: Fact<NodeAddress>;
  /** What must not go through a proxy, for the host and for the cluster alike. */
  readonly noProxy: readonly NoProxyEntry[];
  /** Networks of the interfaces, CIDR. */
  readonly subnets: readonly string[];
  readonly artefacts: Fact<readonly Artefact[]>;
  /** Why nothing may be installed from them; empty when they are as published. */
  readonly artefactProblems: readonly Blocked[];
  /** Version the verified program in the artefacts says it is. */
  readonly artefactVersion: Fact<string>;
  /** Free space where images and datastore will lie. */
  readonly freeBytes: Fact<number>;
  readonly isKairos: boolean;
  /** Keyed digest of a secret, `undefined` when it is not in the store. */
  secretDigest(name: string): string | undefined;
}

export interface NodeAddress {
  readonly address: string;
  readonly prefix: number;
  readonly interface: string;
  /** The default route leaves through it; absent: it is the only one, or it was chosen otherwise. */
  readonly isOnDefaultRoute?: true;
}

export type ImageRequest = Pick<PlanRequest, "document" | "cluster" | "facts">;

export interface ImageNeeds {
  /** Name of the artefact. */
  readonly archive: string;
  /** Without a tag: any of that name. */
  readonly images: readonly string[];
  /** Name of the artefact that says, one a line, what is in it as published; few bring it along. */
  readonly list?: string;
}
