// The stand-in's API server as a pure function of the request: distributions.md 3.4, row by row.

import { z } from "zod";
import { readJson } from "../../json/index.ts";
import { type ClusterMoment, podsOf } from "./cluster-view.ts";
import type { NodeLog } from "./node-log.ts";
import { resourceAt, resourcesOf } from "./resources.ts";

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The client showed a certificate of the cluster's own authority. */
  readonly isAdmin: boolean;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly type: "application/json" | "text/plain";
  readonly body: string;
  /** It is a watch: what comes after this version follows on the same connection. */
  readonly goesOnFrom?: string;
}

export interface ApiWorld extends ClusterMoment {
  /** Handed out to everybody by a supervisor beside the API; absent: there is none. */
  readonly serverCa?: string;
  readonly nodes: NodeLog;
  /** Called after every change of an object. */
  save(): void;
}

export function answer(world: ApiWorld, request: ApiRequest): ApiResponse {
  const { pathname, searchParams } = new URL(request.url, "https://localhost");
  // Supervisor: both need no login, and are there before the API is.
  if (world.serverCa !== undefined) {
    if (pathname === "/ping") return text("pong");
    if (pathname === "/cacerts") return text(world.serverCa);
  }
  if (!world.phase.api) return status(503, "ServiceUnavailable", "apiserver not ready");
  // Anonymous requests are refused by default.
  if (!request.isAdmin) return status(401, "Unauthorized", "Unauthorized");
  if (pathname === "/readyz" || pathname === "/livez" || pathname === "/healthz")
    return readyz(pathname);
  if (pathname === "/version") return json(200, versionInfo(world.version));
  if (request.method === "PATCH") return apply(world, pathname, request.body);
  if (request.method === "GET") return read(world, pathname, searchParams);
  return status(405, "MethodNotAllowed", `the stand-in does not do ${request.method}`);
}

function read(world: ApiWorld, path: string, query: URLSearchParams): ApiResponse {
  const resources = resourcesOf(world, path);
  if (resources !== undefined) return json(200, resources);
  if (path === "/api/v1/nodes")
    return query.get("watch") === "true" ? watch(world, query) : nodes(world);
  if (path === "/api/v1/pods") return pods(world, query);
  const stored = world.store.get(path);
  if (stored !== undefined) return json(200, stored.object);
  const { items } = world.nodes.list();
  const node = items.find((found) => path === `/api/v1/nodes/${nameOf(found)}`);
  if (node !== undefined) return json(200, node);
  const resource = resourceAt(world, path);
  if (resource === undefined) return notFound("the server could not find the requested resource");
  if (resource.name === undefined)
    return list(
      `${resource.kind}List`,
      world.store.under(`${path}/`).map(({ object }) => object),
    );
  return notFound(`${resource.plural} "${resource.name}" not found`);
}

function nodes(world: ApiWorld): ApiResponse {
  const { version, items } = world.nodes.list();
  return list("NodeList", items, { resourceVersion: version });
}

/** What happened until now; the connection stays open for the rest. */
function watch(world: ApiWorld, query: URLSearchParams): ApiResponse {
  const since = world.nodes.since(query.get("resourceVersion") ?? "");
  if (since === undefined) return status(410, "Expired", "too old resource version");
  const { lines, version } = since;
  return { status: 200, type: "application/json", body: lines, goesOnFrom: version };
}

/** By the node they run on, and no more than asked for. */
function pods(world: ApiWorld, query: URLSearchParams): ApiResponse {
  const [, node] = /^spec\.nodeName=(.*)$/.exec(query.get("fieldSelector") ?? "") ?? [];
  const all = podsOf(world).filter(() => node === undefined || node === world.node.name);
  const limit = Number(query.get("limit") ?? all.length);
  const left = all.length - limit;
  const rest = left > 0 ? { continue: "more", remainingItemCount: left } : {};
  return list("PodList", all.slice(0, limit), { resourceVersion: "9007199254740997", ...rest });
}

const applied = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

function apply(world: ApiWorld, path: string, body: string): ApiResponse {
  const resource = resourceAt(world, path);
  if (resource?.name === undefined)
    return notFound("the server could not find the requested resource");
  const parsed = applied.safeParse(readJson(body));
  if (!parsed.success) return status(400, "BadRequest", "the body is not an object of the API");
  const { kind, metadata } = parsed.data;
  if (kind !== resource.kind || metadata.name !== resource.name)
    return status(400, "BadRequest", `the path is for ${resource.kind} ${resource.name}`);
  if (resource.namespace !== undefined && !hasNamespace(world, resource.namespace))
    return notFound(`namespaces "${resource.namespace}" not found`);
  const { created, object } = world.store.apply(path, parsed.data, world.nowMs);
  world.save();
  return json(created ? 201 : 200, object);
}

/** Those that exist from the start, and those that were applied. */
function hasNamespace({ store }: ApiWorld, name: string): boolean {
  const builtIn = ["default", "kube-system", "kube-public", "kube-node-lease"];
  return builtIn.includes(name) || store.get(`/api/v1/namespaces/${name}`) !== undefined;
}

function readyz(path: string): ApiResponse {
  const checks = ["ping", "log", "etcd", "informer-sync", "poststarthook/rbac/bootstrap-roles"];
  return text(
    [...checks.map((name) => `[+]${name} ok`), `${path.slice(1)} check passed`, ""].join("\n"),
  );
}

function versionInfo(version: string): object {
  const [major, minor] = version.split(".");
  return { major, minor, gitVersion: `v${version}`, platform: "simulated" };
}

function list(
  kind: string,
  items: readonly unknown[],
  metadata: object = { resourceVersion: "9007199254740997" },
): ApiResponse {
  return json(200, { apiVersion: "v1", kind, metadata, items });
}

function notFound(message: string): ApiResponse {
  return status(404, "NotFound", message);
}

function status(code: number, reason: string, message: string): ApiResponse {
  return json(code, { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code });
}

function text(body: string): ApiResponse {
  return { status: 200, type: "text/plain", body };
}

function json(code: number, value: unknown): ApiResponse {
  return { status: code, type: "application/json", body: JSON.stringify(value) };
}

function nameOf(object: object): string {
  return "metadata" in object ? z.object({ name: z.string() }).parse(object.metadata).name : "";
}
