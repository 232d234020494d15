import { z } from "zod";
import type { HostIO } from "../../engine/index.ts";
import { answerIn, type K8sdAnswer, type K8sdCall } from "./k8sd.ts";
import { CONTROL_SOCKET } from "./paths.ts";

/** Changes the configuration of the cluster; what is left out stays as it is. */
export const putConfig = (host: HostIO, config: object, call: K8sdCall) =>
  tell(host, { method: "PUT", path: "/1.0/k8sd/cluster/config", body: { config } }, call);

export interface TokenWish {
  /** Of the node that shall join with it. */
  readonly name: string;
  readonly worker: boolean;
  readonly ttlMs: number;
}

/** Asked again for the same node, k8sd gives the same token as long as it lasts. */
export async function makeToken(
  host: HostIO,
  { ttlMs, ...wish }: TokenWish,
  call: K8sdCall,
): Promise<K8sdAnswer<string>> {
  const body = { ...wish, ttl: ttlMs * NANOSECONDS };
  const path = "/1.0/k8sd/cluster/tokens";
  const made = await tell(host, { method: "POST", path, body }, call);
  if (made.is !== "told") return made;
  const read = tokenShape.safeParse(made.value);
  if (read.success) return { ...made, value: read.data.token };
  return { is: "refused", status: 200, why: `${path} has a shape that is not known here` };
}

/** Go counts time in them. */
const NANOSECONDS = 1_000_000;
const tokenShape = z.object({ token: z.string().min(1).max(20_000) });

export interface JoinWish {
  readonly name: string;
  readonly address: string;
  /** In clear: it goes to the socket and nowhere else. */
  readonly token: string;
  /** YAML. */
  readonly config: string;
  readonly timeoutMs: number;
}

export const joinCluster = (
  host: HostIO,
  { timeoutMs, ...wish }: JoinWish,
  call: K8sdCall,
): Promise<K8sdAnswer<unknown>> => {
  const body = { ...wish, timeout: timeoutMs * NANOSECONDS };
  return tell(host, { method: "POST", path: "/1.0/k8sd/cluster/join", body }, call);
};

export interface RemovalWish {
  readonly name: string;
  /** What fails for it is passed over. */
  readonly force: boolean;
  readonly timeoutMs: number;
}

export const removeNode = (
  host: HostIO,
  { timeoutMs, ...wish }: RemovalWish,
  call: K8sdCall,
): Promise<K8sdAnswer<unknown>> => {
  const body = { ...wish, timeout: timeoutMs * NANOSECONDS };
  return tell(host, { method: "POST", path: "/1.0/k8sd/cluster/remove", body }, call);
};

export interface RefreshWish {
  readonly seconds: number;
  /** For the API server, besides those k8sd puts in by itself. */
  readonly sans: readonly string[];
}

const refreshPlan = z.object({ seed: z.number().int() });

/** In two steps, of which the first one changes nothing. */
export async function refreshCertificates(
  host: HostIO,
  { seconds, sans }: RefreshWish,
  call: K8sdCall,
): Promise<K8sdAnswer<unknown>> {
  const path = "/1.0/k8sd/refresh-certs";
  const planned = await tell(host, { method: "POST", path: `${path}/plan`, body: {} }, call);
  if (planned.is !== "told") return planned;
  const read = refreshPlan.safeParse(planned.value);
  if (!read.success)
    return { is: "refused", status: 200, why: `${path} has a shape that is not known here` };
  const body = { ...read.data, "expiration-seconds": seconds, "extra-sans": sans };
  return tell(host, { method: "POST", path: `${path}/run`, body }, call);
}

interface Telling {
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly body: object;
}

async function tell(
  host: HostIO,
  { method, path, body }: Telling,
  call: K8sdCall,
): Promise<K8sdAnswer<unknown>> {
  const outcome = await host.http.send({
    ...{ url: `http://localhost${path}`, socketPath: CONTROL_SOCKET, method, ...call },
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answerIn(outcome, { path, shape: z.unknown() });
}
