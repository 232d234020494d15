import type { Candidate, HostView, Operation, Step } from "../../engine/index.ts";
import type { Inventory } from "../../inventory/index.ts";
import type { EdgeHost } from "../../spec/index.ts";

export interface OperationRequest {
  readonly host: HostView;
  /** The merged document. */
  readonly document: EdgeHost;
  /** The last one; absent: none was made yet. */
  readonly inventory: Inventory | null;
  readonly params: Operation["params"];
  /** Of the run that goes on, as they were approved; absent: it is planned for the first time. */
  readonly approved?: readonly Step[];
  readonly signal: AbortSignal;
  /** Keyed digest of a stored secret. */
  secretDigest(name: string): string | undefined;
}

/**
 * Something that is done once, and is no state a document could ask for. It is planned, approved, run,
 * resumed and taken back as any change is: so its steps follow from a fresh look at the host, and what is done
 * already is left out.
 */
export interface OperationKind {
  readonly id: string;
  /** The local layer as it has to be afterwards, or the document would bring back what went. */
  rewrite?(documentText: string, params: Operation["params"]): string;
  plan(request: OperationRequest): Promise<Candidate>;
}
