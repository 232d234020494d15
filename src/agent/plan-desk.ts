import {
  type Candidate,
  type Goal,
  type Handlers,
  type HostIO,
  makePlan,
  type Operation,
  type Plan,
  type Step,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { keyedDigestOf } from "../secrets/index.ts";
import type { Answer, PlanSlice } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { SecretVault } from "../store/index.ts";
import type { Board } from "./board.ts";
import type { Documents } from "./documents.ts";
import { pendingSecrets } from "./pending-secrets.ts";
import { type AskedUserData, previewOf } from "./user-data-desk.ts";

/** What a planner needs beside the document: digests of secrets that may not be stored yet. */
export interface CandidateRequest {
  readonly document: EdgeHost;
  readonly signal: AbortSignal;
  /** The network asked for is not here: its change is not to be proved. */
  readonly withoutProof?: true;
  /** What is to be done once, in place of what the document asks. */
  readonly operation?: Operation;
  /** Steps of the run that goes on, as they were approved. */
  readonly approved?: readonly Step[];
  secretDigest(name: string): string | undefined;
}

export interface PlanDeskParts {
  readonly board: Board;
  readonly documents: Documents;
  readonly vault: SecretVault;
  readonly hostKey: Uint8Array;
  readonly host: HostIO;
  readonly handlers: Handlers;
  candidate(request: CandidateRequest): Promise<Candidate>;
  /** Blocks a plan that creates a cluster on a host that failed its checks. */
  guard(plan: Plan, document: EdgeHost, signal: AbortSignal): Promise<Plan>;
}

export type Secrets = Readonly<Record<string, string>>;

/** What a plan is asked for with. */
export interface Asked {
  readonly documentText: string;
  readonly secrets: Secrets;
  readonly withoutProof?: true;
  readonly operation?: Operation;
  readonly userData?: AskedUserData;
}

/** A plan on paper, with what was typed for it; secrets stay in memory until it is approved. */
export interface Pending extends PlanSlice, Asked {}

export type Planned =
  | { readonly is: "made"; readonly pending: Pending }
  | { readonly is: "refused"; readonly answer: Answer };

/** Plans that were shown and may be approved: the last few, by their hash. */
export interface PlanDesk {
  make(asked: Asked, signal: AbortSignal): Promise<Planned>;
  keep(pending: Pending): void;
  /** By the whole hash, or by its first 12 characters and more. */
  find(hash: string): Pending | undefined;
}

const KEPT = 8;
/** Fewest characters of a hash that name a plan. */
export const SHORTEST_HASH = 12;

export function createPlanDesk(parts: PlanDeskParts): PlanDesk {
  const { board, documents, vault, host, handlers } = parts;
  const kept = new Map<string, Pending>();

  function digestFor(name: string, secrets: Secrets): string | undefined {
    const given = secrets[name];
    return given === undefined ? vault.digest(name) : keyedDigestOf(parts.hostKey, given);
  }

  return {
    async make(asked, signal) {
      const { documentText, withoutProof, userData, operation } = asked;
      const secrets = { ...userData?.secrets, ...asked.secrets };
      refuseLineBreaks(secrets);
      const draft = documents.draft(documentText, userData?.change);
      const unproved = withoutProof === undefined ? {} : { withoutProof };
      if (draft.is === "invalid") {
        return { is: "refused", answer: { is: "invalid", issues: draft.issues } };
      }
      const candidate = await parts.candidate({
        document: draft.effective,
        signal,
        ...unproved,
        ...(operation === undefined ? {} : { operation }),
        secretDigest: (name) => digestFor(name, secrets),
      });
      const plan = await makePlan({
        goal: goalOf(operation),
        generation: draft.generation,
        candidate,
        handlers,
        host,
        secrets: pendingSecrets(vault, secrets),
        signal,
      });
      const guarded = await parts.guard(plan, draft.effective, signal);
      const before = board.snapshot().document.effective;
      const slice = {
        ...{ plan: guarded, documentText },
        ...(userData === undefined ? {} : { preview: previewOf(userData, before, draft) }),
      };
      return { is: "made", pending: { ...asked, ...slice, secrets } };
    },
    keep(pending) {
      const { plan } = pending;
      kept.delete(plan.hash);
      kept.set(plan.hash, pending);
      for (const hash of [...kept.keys()].slice(0, -KEPT)) kept.delete(hash);
      board.set("plan", sliceOf(pending));
    },
    find(hash) {
      if (hash.length < SHORTEST_HASH) return undefined;
      return [...kept.values()].find(({ plan }) => plan.hash.startsWith(hash));
    },
  };
}

const goalOf = (operation: Operation | undefined): Goal =>
  operation === undefined ? { do: "converge" } : { do: "operate", operation };

/** What consoles see of it. */
export function sliceOf({ plan, documentText, preview }: Pending): PlanSlice {
  return { plan, documentText, ...(preview === undefined ? {} : { preview }) };
}

/** No password field of any consumer can hold one; it is nearly always the end of a file. */
function refuseLineBreaks(secrets: Secrets): void {
  for (const [name, value] of Object.entries(secrets))
    if (/[\r\n\0]/.test(value))
      throw new BringupError("SECRET_UNUSABLE", `the secret ${name} has a line break in it`);
}
