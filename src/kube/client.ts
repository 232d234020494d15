import type { HostIO, HostView, HttpOutcome } from "../engine/index.ts";
import { readJson } from "../json/index.ts";
import type { KubeAccess } from "./kubeconfig.ts";

/** What the API server said. "Down" is an answer too, with the reason. */
export type KubeAnswer =
  | { readonly is: "ok"; readonly body: unknown; readonly text: string; readonly tookMs: number }
  | { readonly is: "missing"; readonly why: string }
  | {
      readonly is: "refused";
      readonly status: number;
      readonly why: string;
      readonly text: string;
      /** It asked to be left alone for so long. */
      readonly waitMs?: number;
    }
  | { readonly is: "down"; readonly why: string };

export interface KubeCall {
  readonly signal?: AbortSignal;
  /** Whole answer; 3 s unless told. */
  readonly timeoutMs?: number;
}

export interface KubeApplyCall extends KubeCall {
  readonly path: string;
  readonly object: unknown;
  /** Whose fields they are from then on; that of clusters unless told. */
  readonly manager?: string;
}

const DEFAULT_TIMEOUT_MS = 3000;
/** A list of a few thousand pods; beyond that the list is wrong, not the limit. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Reads one path of the API; never throws for "down". */
export async function kubeGet(
  host: HostView,
  access: KubeAccess,
  path: string,
  call: KubeCall = {},
): Promise<KubeAnswer> {
  return answerOf(await host.http.get(requestOf(access, path, call)));
}

/** Server-side apply: the API server merges, and remembers which fields are ours. */
export async function kubeApply(
  host: HostIO,
  access: KubeAccess,
  { path, object, manager = "bringup", ...call }: KubeApplyCall,
): Promise<KubeAnswer> {
  const request = requestOf(access, `${path}?fieldManager=${manager}&force=true`, call);
  return answerOf(
    await host.http.send({
      ...request,
      method: "PATCH",
      headers: { accept: "application/json", "content-type": "application/apply-patch+yaml" },
      body: JSON.stringify(object),
    }),
  );
}

export interface KubeWrite extends KubeCall {
  readonly method: "POST" | "PUT" | "DELETE" | "PATCH";
  readonly path: string;
  /** A PATCH merges these fields into the object (RFC 7396); `null` removes one. */
  readonly object?: unknown;
}

/** Changes one object as it is told. `refused` with 409: it was changed by somebody else, or is there already. */
export async function kubeWrite(
  host: HostIO,
  access: KubeAccess,
  { method, path, object, ...call }: KubeWrite,
): Promise<KubeAnswer> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  return answerOf(
    await host.http.send({
      ...requestOf(access, path, call),
      method,
      headers: { accept: "application/json", "content-type": type },
      body: object === undefined ? "" : JSON.stringify(object),
    }),
  );
}

/** What a call of ours is made of, whichever way its answer is read. */
export function requestOf(access: KubeAccess, path: string, { signal, timeoutMs }: KubeCall) {
  return {
    url: `${access.server}${path}`,
    headers: { accept: "application/json" },
    tls: access.tls,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
    ...(signal === undefined ? {} : { signal }),
  };
}

export function answerOf(outcome: HttpOutcome): KubeAnswer {
  if (outcome.is === "failed") return { is: "down", why: outcome.why };
  const text = new TextDecoder().decode(outcome.body);
  // Numbers beyond 2^53 do not occur outside of strings in the API (`resourceVersion` is one).
  const body = readJson(text);
  if (outcome.status >= 200 && outcome.status < 300)
    return { is: "ok", body, text, tookMs: outcome.tookMs };
  const why = messageOf(body) ?? `HTTP ${outcome.status}`;
  if (outcome.status === 404) return { is: "missing", why };
  const waitMs = Number(outcome.headers["retry-after"]) * 1000;
  return { is: "refused", status: outcome.status, why, text, ...(waitMs > 0 ? { waitMs } : {}) };
}

function messageOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("message" in body)) return undefined;
  return typeof body.message === "string" && body.message !== "" ? body.message : undefined;
}
