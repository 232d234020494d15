import { createHash } from "node:crypto";
import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import {
  type ClusterMoment,
  hasNetwork,
  ownNode,
  ownPods,
  shownNode,
} from "../../stand-in/cluster-view.ts";
import { isVoter, memberId, membersIn, putMembers } from "../../stand-in/members.ts";
import type { NodeReports } from "../../stand-in/node-reports.ts";
import { forgetLeft, registerNode } from "../../stand-in/node-write.ts";
import type { ObjectStore } from "../../stand-in/objects.ts";
import type { Replica } from "../../stand-in/replica.ts";
import { json } from "../../stand-in/replies.ts";
import type { ServerConfig } from "./config.ts";
import type { StandInKind } from "./kind.ts";
import { issueKubelet, type NodeIdentity, sharedPaths } from "./node-files.ts";
import { readToken } from "./token.ts";

/** What joiners and agents ask a server besides the API, distributions.md 3.4; paths below `/v1-<id>`. */
export interface SupervisorParts {
  readonly kind: StandInKind;
  readonly config: ServerConfig;
  readonly identity: NodeIdentity;
  readonly replica: Replica;
  readonly reports: NodeReports;
  moment(): ClusterMoment;
  read(path: string): string | undefined;
}

export interface SupervisorRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly login: string | undefined;
}

export const agentReport = z.object({
  name: z.string(),
  ip: z.string(),
  version: z.string(),
  labels: z.record(z.string(), z.string()),
  taints: z.array(z.string()),
  password: z.string(),
  /** Its first word since it started: it is a node again, whatever became of it. */
  isStart: z.boolean(),
  failing: z.boolean(),
});

const joiner = z.object({ name: z.string(), node: z.string(), address: z.string() });

/** `undefined`: the path is not one of them. */
export async function answerSupervisor(
  parts: SupervisorParts,
  request: SupervisorRequest,
): Promise<ApiResponse | undefined> {
  const own = `/v1-${parts.kind.id}/`;
  const { path } = request;
  if (path === "/simulated/peer")
    return plain(
      isLogin(parts, request, "server") ? parts.replica.receive(request.body) : undefined,
    );
  if (path === "/db/info")
    return isLogin(parts, request, "server") ? addMember(parts, request) : DENIED;
  if (!path.startsWith(own)) return undefined;
  if (path === `${own}server-bootstrap`)
    return isLogin(parts, request, "server") ? bootstrap(parts) : DENIED;
  if (!isLogin(parts, request, "node")) return DENIED;
  const [, node = ""] = /^config\/([a-z0-9.-]+)$/.exec(path.slice(own.length)) ?? [];
  if (node !== "") return handOut(parts, node);
  return path === `${own}simulated-node` ? report(parts, request.body) : undefined;
}

const DENIED: ApiResponse = { status: 401, type: "text/plain", body: "Unauthorized\n" };

function plain(body: string | undefined): ApiResponse {
  return body === undefined ? DENIED : { status: 200, type: "application/json", body };
}

/** Both users have the secret of the cluster, where no token of agents was made. */
function isLogin({ kind, read }: SupervisorParts, { login }: SupervisorRequest, user: string) {
  const { secret } = readToken(read(`${kind.data}/server/token`) ?? "");
  return login === `${user}:${secret}` || login === `server:${secret}`;
}

function bootstrap({ kind, config, read }: SupervisorParts): ApiResponse {
  if (config.datastore === "sqlite")
    return { status: 400, type: "text/plain", body: "etcd disabled\n" };
  const files = sharedPaths(kind).flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : [[path, text]];
  });
  return json(200, { files: Object.fromEntries(files), critical: config.critical });
}

/** One learner at a time, as etcd takes them. */
async function addMember(
  { replica, moment }: SupervisorParts,
  { body }: SupervisorRequest,
): Promise<ApiResponse> {
  const asked = joiner.safeParse(readJson(body)).data;
  if (asked === undefined) return { status: 400, type: "text/plain", body: "bad request\n" };
  const id = memberId(asked.name);
  const { nowMs } = moment();
  const changed = await replica.change((draft) => {
    const { members, removed } = membersIn(draft);
    if (members.some((one) => one.id === id)) return true;
    if (members.some((one) => !isVoter(one))) return false;
    forgetLeft(draft, asked.node);
    putMembers(draft, { members: [...members, { id, ...asked, isLearner: true }], removed }, nowMs);
    return true;
  });
  if (changed?.value === true)
    return { status: 200, type: "text/plain", body: replica.store().text() };
  const why = changed === undefined ? "request timed out" : "too many learner members in cluster";
  return { status: 503, type: "text/plain", body: `etcdserver: ${why}` };
}

function handOut({ kind, identity, moment, replica }: SupervisorParts, node: string): ApiResponse {
  const pair = issueKubelet(identity.clientPair, kind, { node, nowMs: moment().nowMs });
  const servers = replica.list().members.map(({ address }) => address);
  return json(200, { ...pair, serverCa: identity.serverCa, clientCa: identity.clientCa, servers });
}

async function report(parts: SupervisorParts, body: string): Promise<ApiResponse> {
  const said = agentReport.safeParse(readJson(body)).data;
  if (said === undefined) return { status: 400, type: "text/plain", body: "bad request\n" };
  const { replica, reports, kind } = parts;
  const node = { ...said, hasOwnNetwork: parts.moment().node.hasOwnNetwork, pods: [] };
  const moment = { ...parts.moment(), node, version: said.version, neverReady: said.failing };
  const there = { ...moment, phase: { api: true, registered: true } };
  if (said.isStart) {
    const shown = shownNode(there);
    const changed = await replica.change((draft) => {
      if (!isPassword(draft, kind, { ...said, nowMs: moment.nowMs })) return false;
      registerNode(draft, { ...shown, name: said.name }, moment.nowMs);
      return true;
    });
    if (changed?.value === false) return { status: 403, type: "text/plain", body: REJECTED };
    if (changed === undefined)
      return { status: 503, type: "text/plain", body: "request timed out" };
  }
  const shown = ownNode(there);
  if (shown === undefined) return json(200, { isNode: false, hasNetwork: hasNetwork(there) });
  reports.note([{ name: said.name, node: shown, pods: [...ownPods(there)], atMs: moment.nowMs }]);
  const servers = replica.list().members.map(({ address }) => address);
  return json(200, { isNode: true, hasNetwork: hasNetwork(there), servers });
}

export const REJECTED =
  "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag";

interface Password {
  readonly name: string;
  readonly password: string;
  readonly nowMs: number;
}

/** The first one to come under a name keeps it: distributions.md 3.5. */
export function isPassword(
  draft: ObjectStore,
  { id }: Pick<StandInKind, "id">,
  { name, password, nowMs }: Password,
): boolean {
  const secret = `${name}.node-password.${id}`;
  const path = `/api/v1/namespaces/kube-system/secrets/${secret}`;
  const hash = createHash("sha256").update(password.trim()).digest("base64");
  const found = draft.get(path)?.object;
  if (found !== undefined) return JSON.stringify(found.data) === JSON.stringify({ hash });
  const metadata = { name: secret, namespace: "kube-system" };
  draft.replace(path, { apiVersion: "v1", kind: "Secret", metadata, data: { hash } }, nowMs);
  return true;
}
