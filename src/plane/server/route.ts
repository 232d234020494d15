import type { PublicJwk } from "../contract.ts";
import type { PlaneContext } from "./context.ts";
import { runForOperator } from "./operator-gate.ts";
import type { ProofCheck } from "./proof.ts";
import { type PlaneRequest, problem, type Reply } from "./reply.ts";
import { digestOf } from "./secret-text.ts";
import type { Session } from "./sessions.ts";
import { standing } from "./standing.ts";
import type { HostRecord } from "./state.ts";

/** One operation: one line in the list of `routes.ts`. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `/hosts/:uid/heartbeat` */
  readonly path: string;
  /**
   * `proof`: signed by the host's key; `host`: its access token; `signed-host`: both, of one key;
   * `operator`: a signed-in browser, and on POST a form of ours.
   */
  readonly auth: "none" | "proof" | "host" | "signed-host" | "operator";
  readonly accepts?: "json" | "form";
  run(request: PlaneRequest, caller: Caller, context: PlaneContext): Promise<Reply>;
}

/** Who asks, as far as the route's `auth` established it; empty otherwise. */
export interface Caller {
  readonly keyId: string;
  readonly jwk?: PublicJwk;
  readonly host?: HostRecord;
  readonly session?: Session;
}

const NOBODY: Caller = { keyId: "" };

export function matchRoute(route: Route, path: string): Record<string, string> | undefined {
  const wanted = route.path.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decoded(given[index] ?? "");
    if (value === undefined || value === "") {
      if (part !== "") return undefined;
    } else if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

export async function runRoute(
  route: Route,
  request: PlaneRequest,
  parts: { readonly context: PlaneContext; readonly checkProof: ProofCheck },
): Promise<Reply> {
  const { context, checkProof } = parts;
  if (route.auth === "none") return route.run(request, NOBODY, context);
  if (route.auth === "operator") {
    return runForOperator(request, context, (session) =>
      route.run(request, { ...NOBODY, session }, context),
    );
  }
  let proved: Caller = NOBODY;
  if (route.auth !== "host") {
    const verdict = await checkProof(request);
    if (verdict.is === "refused") return verdict.reply;
    proved = verdict;
    if (route.auth === "proof") return route.run(request, proved, context);
  }
  const grant = context.access.get(digestOf(bearerIn(request)));
  const isCurrent = grant !== undefined && grant.untilMs > context.clock.nowMs();
  if (!isCurrent) return unauthorised("access-expired", "The access token is not valid any more.");
  const host = context.memory.hosts.byUid(grant.hostUid);
  if (host === undefined || host.uid !== request.params.uid) {
    return unauthorised("access-invalid", "The access token is for another host.");
  }
  if (route.auth === "signed-host" && grant.keyId !== proved.keyId) {
    return unauthorised("access-invalid", "The access token is bound to another key.");
  }
  return standing(host) ?? route.run(request, { ...proved, keyId: grant.keyId, host }, context);
}

function bearerIn({ headers }: PlaneRequest): string {
  return headers.authorization?.match(/^Bearer (.+)$/i)?.[1] ?? "";
}

function unauthorised(code: string, title: string): Reply {
  return problem(401, { code, title });
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
