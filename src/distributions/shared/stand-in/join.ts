import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import type { Wire, WireAnswer } from "../../stand-in/wire.ts";
import type { ServerConfig } from "./config.ts";
import type { StandInKind } from "./kind.ts";
import { caHashOf, type NodeFiles } from "./node-files.ts";
import { readToken } from "./token.ts";

export interface Joining {
  readonly kind: Pick<StandInKind, "id" | "program" | "data">;
  readonly config: ServerConfig;
  readonly wire: Wire;
}

export type Asked<T> =
  | { readonly is: "in"; readonly value: T }
  /** What the program says of it. */
  | { readonly is: "refused"; readonly why: string };

const bootstrap = z.object({
  files: z.record(z.string(), z.string()),
  critical: z.record(z.string(), z.unknown()),
});

/** What a server gets before its first start: authorities and token of the cluster. distributions.md 3.1, J1. */
export async function fetchBootstrap(joining: Joining): Promise<Asked<NodeFiles>> {
  const { kind, config } = joining;
  const trusted = await trustServer(joining);
  if (trusted.is === "refused") return prefixed(trusted);
  const path = `/v1-${kind.id}/server-bootstrap`;
  const answer = await askServer(joining, {
    method: "GET",
    path,
    login: `server:${trusted.value.secret}`,
  });
  const said = bootstrap.safeParse(readJson(answer?.body ?? "")).data;
  if (answer?.status !== 200 || said === undefined)
    return prefixed(refused(`${config.server}${path}: ${statusOf(answer)}`));
  const differing = Object.keys(said.critical).filter(
    (key) => JSON.stringify(said.critical[key]) !== JSON.stringify(config.critical[key]),
  );
  if (differing.length > 0)
    return prefixed(
      refused(
        `failed to validate server configuration: critical configuration value mismatch between servers: ${differing.join(", ")}`,
      ),
    );
  const files = Object.entries(said.files).map(([path, content]) => [
    path,
    { content, mode: 0o600 },
  ]);
  return { is: "in", value: Object.fromEntries(files) };
}

/** The store as it is with one learner more. */
export async function addLearner(
  joining: Joining,
  member: { readonly name: string; readonly node: string; readonly address: string },
): Promise<Asked<string>> {
  const { config } = joining;
  const { secret } = readToken(config.token ?? "");
  const body = JSON.stringify(member);
  const request = { method: "POST", path: "/db/info", login: `server:${secret}`, body } as const;
  const answer = await askServer(joining, request);
  if (answer?.status === 200) return { is: "in", value: answer.body };
  return refused(
    answer === undefined
      ? `failed to get etcd MemberList for server ${config.server}: connection refused`
      : `Waiting for other members to finish joining etcd cluster: ${answer.body}`,
  );
}

/** Compares what it shows with the first part of the token; a short one trusts anybody. */
export async function trustServer(
  joining: Joining,
): Promise<Asked<{ readonly secret: string; readonly ca: string }>> {
  const { kind, config } = joining;
  if (config.token === undefined)
    return refused(`${kind.program.toUpperCase()}_TOKEN is required to join a cluster`);
  const { caHash, secret } = readToken(config.token);
  const url = `${config.server}/cacerts`;
  const answer = await askServer(joining, { method: "GET", path: "/cacerts" });
  if (answer?.status !== 200)
    return refused(`failed to get CA certs: Get "${url}": ${statusOf(answer)}`);
  const found = caHashOf(answer.body);
  if (caHash !== undefined && caHash !== found)
    return refused(
      `token CA hash does not match the Cluster CA certificate hash: ${caHash} != ${found}`,
    );
  return { is: "in", value: { secret, ca: answer.body } };
}

export async function askServer(
  { config, wire }: Pick<Joining, "config" | "wire">,
  request: Omit<Parameters<Wire>[0], "host" | "port">,
): Promise<WireAnswer | undefined> {
  const url = URL.parse(config.server ?? "");
  if (url === null) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return await wire({ host, port: Number(url.port || 443), ...request });
}

function statusOf(answer: WireAnswer | undefined): string {
  if (answer === undefined) return "dial tcp: connect: connection refused";
  return answer.status === 401 ? "401 Unauthorized" : String(answer.status);
}

function refused(why: string): Extract<Asked<never>, { is: "refused" }> {
  return { is: "refused", why };
}

function prefixed({ why }: { readonly why: string }) {
  return refused(`starting kubernetes: preparing server: ${why}`);
}
