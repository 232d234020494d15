import { z } from "zod";
import { type Fact, type HostView, known, unknown } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { endpointOf, hostAndPort } from "../../spec/index.ts";
import type { ClusterObservation, JoinTarget, ObserveRequest, OtherMember } from "../driver.ts";
import { API_PORT } from "./inputs.ts";

const TIMEOUT_MS = 2000;

/** What of other hosts decides how this one begins; asked only as long as it has not begun. */
export async function observeBeginning(
  request: ObserveRequest,
  ownership: ClusterObservation["ownership"],
): Promise<Pick<ClusterObservation, "target" | "others">> {
  const { cluster } = request;
  if (cluster === undefined || ownership?.is === "unknown") return {};
  const owned = ownership?.is === "known" ? ownership.value : undefined;
  if (cluster.join !== undefined && owned?.committed !== true)
    return { target: await observeTarget(request, cluster.join.server) };
  if (cluster.join !== undefined || owned !== undefined) return {};
  return { others: await observeOthers(request) };
}

const versionInfo = z.object({ gitVersion: z.string().max(64) });

async function observeTarget(
  { host, signal }: ObserveRequest,
  wanted: string,
): Promise<Fact<JoinTarget>> {
  const server = hostAndPort(endpointOf(wanted, API_PORT));
  const answer = await ask(host, server, signal);
  if (answer.is === "failed") return unknown(answer.why);
  const text = new TextDecoder().decode(answer.body);
  // Some tell it only to whoever is known.
  const version = versionInfo.safeParse(readJson(text)).data?.gitVersion.replace(/^v/, "");
  return known(version === undefined ? { server } : { server, version });
}

/**
 * distributions.md 1, row 13: a re-imaged founder must not found a second cluster beside the first. What
 * balances load takes a connection also where nobody is behind it: only an answer counts.
 */
async function observeOthers({ host, cluster, signal }: ObserveRequest) {
  const { peers = [], vip, controlPlaneEndpoint, nodeIp } = cluster ?? {};
  const asked = [...peers, vip, controlPlaneEndpoint].filter((one) => one !== undefined);
  const servers = [...new Set(asked)].map((one) => endpointOf(one, API_PORT));
  const found = await Promise.all(
    servers
      .filter((server) => server.host !== nodeIp)
      .map(async (server): Promise<readonly OtherMember[]> => {
        const answer = await ask(host, hostAndPort(server), signal);
        const evidence = `answers on port ${server.port}`;
        return answer.is === "answered" ? [{ address: server.host, evidence }] : [];
      }),
  );
  return known(found.flat());
}

/** A question without a secret, so anybody may answer it. */
function ask(host: HostView, server: string, signal: AbortSignal) {
  const url = `https://${server}/version`;
  return host.http.get({ url, tls: { acceptAny: true }, timeoutMs: TIMEOUT_MS, signal });
}
