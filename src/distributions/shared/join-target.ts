import { z } from "zod";
import {
  type Fact,
  factOf,
  type HostView,
  known,
  knownValue,
  unknown,
} from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import type { ClusterObservation, JoinTarget, ObserveRequest, OtherMember } from "../driver.ts";
import { endpointHost, joinInputsOf } from "./join-inputs.ts";
import { caHashOf } from "./join-token.ts";
import type { ServerKind } from "./server-kind.ts";

const TIMEOUT_MS = 1500;
const API_PORT = 6443;

/** SHA-256 of the authority that a server hands out to everybody, hex: the token says whether it is the right one. */
export function observeAuthority(
  host: HostView,
  server: string,
  signal: AbortSignal,
): Promise<Fact<string>> {
  return factOf(async () => {
    const answer = await ask(host, `${server}/cacerts`, signal);
    if (answer.is === "failed") throw new Error(answer.why);
    if (answer.status !== 200) throw new Error(`/cacerts answers ${answer.status}`);
    return caHashOf(answer.body);
  });
}

interface Asking extends Pick<ServerKind, "joinPort"> {
  /** What this host itself says of a cluster that it once founded. */
  readonly lost?: (host: HostView) => Promise<readonly OtherMember[]>;
}
type Before = Pick<ClusterObservation, "target" | "others">;

/** What of other hosts decides how this one begins; asked only as long as it has not begun. */
export async function observeBeginning(
  kind: Asking,
  request: ObserveRequest,
  ownership: ClusterObservation["ownership"],
): Promise<Before> {
  const { cluster } = request;
  if (cluster === undefined || ownership?.is === "unknown") return {};
  const owned = ownership?.is === "known" ? ownership.value : undefined;
  const join = joinInputsOf(kind, cluster);
  if (join !== undefined && owned?.committed !== true)
    return { target: await observeTarget(request, join.asked) };
  if (join === undefined && owned === undefined)
    return { others: await observeOthers(kind, request) };
  return {};
}

const versionInfo = z.object({ gitVersion: z.string().max(64) });

async function observeTarget(
  { host, signal }: ObserveRequest,
  server: string,
): Promise<Fact<JoinTarget>> {
  const pin = await observeAuthority(host, server, signal);
  if (pin.is !== "known") return pin.is === "unknown" ? pin : unknown("no answer");
  const api = `https://${hostAndPort({ host: hostOf(server), port: API_PORT })}`;
  const answer = await ask(host, `${api}/version`, signal);
  const text = answer.is === "answered" ? new TextDecoder().decode(answer.body) : "";
  // Most tell it only to whoever is known.
  const version = versionInfo.safeParse(readJson(text)).data?.gitVersion.replace(/^v/, "");
  const target = { server, pin: `sha256:${pin.value}` };
  return known(version === undefined ? target : { ...target, version });
}

/** distributions.md 1, row 13: a re-imaged founder must not found a second cluster beside the first. */
async function observeOthers(
  kind: Asking,
  { host, cluster, signal }: ObserveRequest,
): Promise<Fact<readonly OtherMember[]>> {
  const { peers = [], vip } = cluster ?? {};
  const endpoint = cluster && endpointHost(cluster);
  const addresses = [...new Set([...peers, vip, endpoint].filter((one) => one !== undefined))];
  const asked = addresses.filter((address) => address !== cluster?.nodeIp);
  const ports = [...new Set([API_PORT, kind.joinPort])];
  const lost = await factOf(async () => kind.lost?.(host) ?? []);
  if (lost.is === "unknown") return lost;
  const found = await Promise.all(
    asked.map(async (address): Promise<readonly OtherMember[]> => {
      const open = await Promise.all(
        ports.map((port) => isOpen(host, { host: address, port }, signal)),
      );
      const port = ports.find((_, at) => open[at]);
      return port === undefined ? [] : [{ address, evidence: `answers on port ${port}` }];
    }),
  );
  return known([...(knownValue(lost) ?? []), ...found.flat()]);
}

/** Whatever it says, and whether or not it can be trusted: somebody is there. */
async function isOpen(
  host: HostView,
  at: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await ask(host, `https://${hostAndPort(at)}/ping`, signal);
  return answer.is === "answered" || answer.at === "tls" || answer.at === "protocol";
}

/** A question without a secret, so anybody may answer it. */
function ask(host: HostView, url: string, signal: AbortSignal) {
  return host.http.get({ url, tls: { acceptAny: true }, timeoutMs: TIMEOUT_MS, signal });
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}
