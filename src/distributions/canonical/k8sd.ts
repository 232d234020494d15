import { z } from "zod";
import type { HostView, HttpOutcome } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { sanitize } from "../../text/index.ts";
import { CONTROL_SOCKET } from "./paths.ts";
import { clusterStatusShape, nodeStatusShape, ROLES } from "./status-shape.ts";

/** What k8sd said over its control socket. "Down" is an answer too. */
export type K8sdAnswer<T> =
  | { readonly is: "told"; readonly value: T; readonly tookMs: number }
  /** It runs and belongs to no cluster. */
  | { readonly is: "no-cluster"; readonly why: string }
  /** It will say more in a moment: its database starts, or waits for other members. */
  | { readonly is: "starting"; readonly why: string }
  | { readonly is: "refused"; readonly status: number; readonly why: string }
  | { readonly is: "down"; readonly why: string };

export interface K8sdCall {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const word = z.string().max(500).transform(sanitize);

/** `GET /core/1.0` of microcluster: answers before there is a cluster, and without a quorum. */
const coreShape = z.object({
  name: word.default(""),
  address: word.default(""),
  version: word.default(""),
  ready: z.boolean().default(false),
});

const memberShape = z
  .object({
    name: word,
    address: word,
    role: word.default(""),
    status: word.default(""),
    last_heartbeat: z.string().max(64).default(""),
  })
  .transform(({ name, address, role, status, last_heartbeat }) => {
    const heardMs = Date.parse(last_heartbeat);
    return {
      ...{ name, address, status },
      role: ROLES.get(role.toLowerCase()) ?? ("unknown" as const),
      // The zero of Go is a year before any clock.
      ...(heardMs > 0 ? { heardMs } : {}),
    };
  });

/** As k8sd itself sees a member: not from this host, but from whoever leads. */
export type CoreMember = z.infer<typeof memberShape>;

/** Its questions that change nothing; the last two need the quorum and may take half a minute. */
export const askCore = question("/core/1.0", coreShape);
export const askNode = question(
  "/1.0/k8sd/node",
  z.object({ status: nodeStatusShape }).transform(({ status }) => status),
);
export const askStatus = question(
  "/1.0/k8sd/cluster",
  z.object({ status: clusterStatusShape }).transform(({ status }) => status),
);
export const askMembers = question("/core/1.0/cluster", z.array(memberShape).max(1000));

/** The envelope of LXD. */
const envelope = z.object({
  type: z.enum(["sync", "async", "error"]),
  error: z.string().max(2000).default("").transform(sanitize),
  metadata: z.unknown().optional(),
});

function question<S extends z.ZodType>(path: string, shape: S) {
  return async (host: HostView, call: K8sdCall): Promise<K8sdAnswer<z.infer<S>>> => {
    const url = `http://localhost${path}`;
    const outcome = await host.http.get({ url, socketPath: CONTROL_SOCKET, ...call });
    return answerIn(outcome, { path, shape });
  };
}

interface Asked<S> {
  readonly path: string;
  readonly shape: S;
}

/** What was answered to a request on this path. */
export function answerIn<S extends z.ZodType>(
  outcome: HttpOutcome,
  { path, shape }: Asked<S>,
): K8sdAnswer<z.infer<S>> {
  if (outcome.is === "failed") return { is: "down", why: `k8sd: ${wordsOf(outcome)}` };
  const said = envelope.safeParse(readJson(new TextDecoder().decode(outcome.body)));
  if (!said.success) return { is: "down", why: `k8sd: ${path} gave no answer of k8sd` };
  if (said.data.type === "error" || outcome.status !== 200)
    return refusal(outcome.status, said.data.error);
  const read = shape.safeParse(said.data.metadata);
  return read.success
    ? { is: "told", value: read.data, tookMs: outcome.tookMs }
    : { is: "refused", status: 200, why: `${path} has a shape that is not known here` };
}

function wordsOf({ why }: HttpOutcome & { readonly is: "failed" }): string {
  return why.replace(/^localhost: /, "").replace("from localhost ", "");
}

/** Codes of k8sd; 503 says three different things, told apart by its text alone. */
function refusal(status: number, error: string): K8sdAnswer<never> {
  const why = error === "" ? `HTTP ${status}` : error;
  if (status === 520 || /database is not yet initialized/i.test(why))
    return { is: "no-cluster", why };
  return status === 503 ? { is: "starting", why } : { is: "refused", status, why };
}
