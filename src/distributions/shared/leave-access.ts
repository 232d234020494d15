import type { Fact, HostIO, HostView } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { type KubeAccess, type KubeAnswer, kubeGet, kubeWrite } from "../../kube/index.ts";
import type { ApiAccess } from "../driver.ts";

/** The API through whoever answers: a member that leaves soon has no server of its own. */
export interface ClusterApi {
  get(path: string): Promise<KubeAnswer>;
}

export interface ClusterApiIO extends ClusterApi {
  write(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    object?: object,
  ): Promise<KubeAnswer>;
}

interface Ways {
  readonly access: KubeAccess;
  /** URLs of the other servers; the own one is asked first. */
  readonly servers: readonly string[];
  readonly signal: AbortSignal;
}

/** @throws when this host has no keys of the cluster. */
export function waysBy(access: Fact<ApiAccess>, rest: Omit<Ways, "access">): Ways {
  if (access.is === "known") return { access: access.value.kube, ...rest };
  throw new Error(access.is === "unknown" ? access.why : "this host has no keys of the cluster");
}

export function openApi(host: HostView, ways: Ways): ClusterApi {
  return { get: (path) => anyOf(ways, (access, call) => kubeGet(host, access, path, call)) };
}

export function openApiIO(host: HostIO, ways: Ways): ClusterApiIO {
  return {
    ...openApi(host, ways),
    write: (method, path, object) =>
      anyOf(ways, (access, call) =>
        kubeWrite(host, access, { method, path, ...(object && { object }), ...call }),
      ),
  };
}

const TIMEOUT_MS = 5000;

/** The first that is not down, and can decide. */
async function anyOf(
  { access, servers, signal }: Ways,
  ask: (
    access: KubeAccess,
    call: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ) => Promise<KubeAnswer>,
): Promise<KubeAnswer> {
  let last: KubeAnswer = { is: "down", why: "there is nobody to ask" };
  for (const server of [access.server, ...servers]) {
    last = await ask({ ...access, server }, { signal, timeoutMs: TIMEOUT_MS });
    const isDecided = last.is === "ok" || last.is === "missing";
    if (isDecided || (last.is === "refused" && last.status < 500)) return last;
  }
  return last;
}

/** @throws CLUSTER_REFUSED */
export function accepted(answer: KubeAnswer, what: string): void {
  if (answer.is === "ok") return;
  throw new BringupError("CLUSTER_REFUSED", `${what}: ${answer.why}`, {
    hint: "See that the API answers and has its quorum, then resume.",
  });
}
