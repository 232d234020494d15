import type { ClusterMoment } from "./cluster-view.ts";
import type { NodeLog } from "./node-log.ts";

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The client showed a certificate of the cluster's own authority. */
  readonly isAdmin: boolean;
  readonly body: string;
  /** What a PATCH is: applied as a whole unless told. */
  readonly type?: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly type: "application/json" | "text/plain";
  readonly body: string;
  /** It is a watch: what comes after this version follows on the same connection. */
  readonly goesOnFrom?: string;
}

export interface ApiWorld extends ClusterMoment {
  /** Handed out to everybody by a supervisor beside the API; absent: there is none. */
  readonly serverCa?: string;
  readonly nodes: NodeLog;
  /** Called after every change of an object. */
  save(): void;
}
