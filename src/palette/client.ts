import { z } from "zod";
import type { Trouble } from "../plane/index.ts";
import { createExchange, type ExchangeOptions, type Question, unusable } from "./exchange.ts";
import {
  type EdgeToken,
  edgeTokens,
  type HostDevice,
  type HostHealth,
  hostConfig,
  hostDevice,
  type RegisterBody,
} from "./model.ts";

/** What a host may ask of Palette by its published description. Nothing here throws for an answer. */
export interface PaletteClient {
  /** Whether Palette answers at all: with a refusal as well, because nothing public needs no key. */
  hello(signal?: AbortSignal): Promise<DoneOutcome>;
  register(body: RegisterBody, signal?: AbortSignal): Promise<DeviceOutcome>;
  host(uid: string, signal?: AbortSignal): Promise<DeviceOutcome>;
  /** Replaces the whole entry: give back what `host` answered, with the change in it. */
  replaceHost(uid: string, device: HostDevice, signal?: AbortSignal): Promise<DoneOutcome>;
  reportHealth(uid: string, health: HostHealth, signal?: AbortSignal): Promise<DoneOutcome>;
  keepChecksum(uid: string, checksum: string, signal?: AbortSignal): Promise<DoneOutcome>;
  removeHost(uid: string, signal?: AbortSignal): Promise<DoneOutcome>;
  /** Which clusters Palette put this host in. */
  clusters(uid: string, signal?: AbortSignal): Promise<ClustersOutcome>;
  /** Registration tokens of the tenant, secrets included: an administrator's key only. */
  tokens(signal?: AbortSignal): Promise<TokensOutcome>;
}

export interface UnknownHost {
  readonly is: "unknown-host";
}
export type DeviceOutcome =
  | { readonly is: "device"; readonly device: HostDevice }
  | UnknownHost
  | Trouble;
export type DoneOutcome = { readonly is: "done" } | UnknownHost | Trouble;
export type ClustersOutcome =
  | { readonly is: "clusters"; readonly uids: readonly string[] }
  | UnknownHost
  | Trouble;
export type TokensOutcome =
  | { readonly is: "tokens"; readonly tokens: readonly EdgeToken[] }
  | UnknownHost
  | Trouble;

export function createPaletteClient(options: ExchangeOptions): PaletteClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "");
  const exchange = createExchange({ ...options, baseUrl });

  async function read<T>(question: Question, schema: z.ZodType<T>) {
    const answer = await exchange(question);
    if (answer.is !== "answered") return answer;
    const parsed = schema.safeParse(answer.value);
    if (parsed.success) return { is: "read", value: parsed.data } as const;
    const [issue] = parsed.error.issues;
    return unusable(baseUrl, `${z.core.toDotPath(issue?.path ?? []) || "it"}: ${issue?.message}`);
  }

  async function device(uid: string, question: Question): Promise<DeviceOutcome> {
    const answer = await read(question, hostDevice);
    if (answer.is !== "read") return answer;
    const { metadata, spec } = answer.value;
    const isOurs = metadata?.uid === uid || spec?.host?.hostUid === uid;
    return isOurs
      ? { is: "device", device: answer.value }
      : unusable(baseUrl, "it is not about this host");
  }

  async function done(question: Question): Promise<DoneOutcome> {
    const answer = await exchange(question);
    return answer.is === "answered" ? { is: "done" } : answer;
  }

  return {
    async hello(signal) {
      const answer = await done({ method: "GET", path: "/v1/edgehosts/tags", signal });
      const isRefusal = answer.is === "trouble" && answer.planeCode !== undefined;
      return isRefusal && answer.problem.code !== "PLANE_BUSY" ? { is: "done" } : answer;
    },
    register(body, signal) {
      const { hostUid, hostAuthToken, hostPairingKey } = body.spec.host;
      const secrets = [hostAuthToken, hostPairingKey].filter((secret) => secret !== undefined);
      const path = "/v1/edgehosts/register";
      return device(hostUid, { method: "POST", path, body, secrets, signal });
    },
    host: (uid, signal) => device(uid, { method: "GET", path: pathOf(uid), signal }),
    replaceHost: (uid, body, signal) => done({ method: "PUT", path: pathOf(uid), body, signal }),
    reportHealth: (uid, body, signal) =>
      done({ method: "PATCH", path: `${pathOf(uid)}/health`, body: { ...body }, signal }),
    keepChecksum: (uid, hostCheckSum, signal) =>
      done({
        method: "PATCH",
        path: `${pathOf(uid)}/hostCheckSum`,
        body: { hostCheckSum },
        signal,
      }),
    removeHost: (uid, signal) => done({ method: "DELETE", path: pathOf(uid), signal }),
    async clusters(uid, signal) {
      const answer = await read(
        { method: "GET", path: `${pathOf(uid)}/config`, signal },
        hostConfig,
      );
      if (answer.is !== "read") return answer;
      return { is: "clusters", uids: answer.value.clusterUids ?? [] };
    },
    async tokens(signal) {
      const path = "/v1/edgehosts/tokens";
      const answer = await read({ method: "GET", path, signal }, edgeTokens);
      if (answer.is !== "read") return answer;
      return { is: "tokens", tokens: answer.value.items ?? [] };
    },
  };
}

function pathOf(uid: string): string {
  return `/v1/edgehosts/${encodeURIComponent(uid)}`;
}
