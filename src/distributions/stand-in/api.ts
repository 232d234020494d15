// The stand-in's API server as a pure function of the request: distributions.md 3.4, row by row.

import { z } from "zod";
import { readJson } from "../../json/index.ts";
import type { ApiRequest, ApiResponse, ApiWorld } from "./api-shape.ts";
import { isWriting } from "./api-write.ts";
import { change } from "./change.ts";
import { podsOf } from "./cluster-view.ts";
import { NODES } from "./node-write.ts";
import { json, status, text } from "./replies.ts";
import { resourceAt, resourcesOf } from "./resources.ts";
import { withStatus } from "./workloads.ts";

export type { ApiRequest, ApiResponse, ApiWorld };

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
  if (request.method === "PATCH" && request.type?.startsWith("application/merge-patch") !== true)
    return apply(world, pathname, {
      body: request.body,
      manager: searchParams.get("fieldManager"),
    });
  if (isWriting(request.method)) return change(world, request, pathname);
  if (request.method === "GET") return read(world, pathname, searchParams);
  return status(405, "MethodNotAllowed", `the stand-in does not do ${request.method}`);
}

function read(world: ApiWorld, path: string, query: URLSearchParams): ApiResponse {
  const resources = resourcesOf(world, path);
  if (resources !== undefined) return json(200, resources);
  if (path === "/api/v1/nodes")
    return query.get("watch") === "true" ? watch(world, query) : nodes(world, query);
  if (path === "/api/v1/pods") return pods(world, query);
  const stored = path.startsWith(NODES) ? undefined : world.store.get(path);
  if (stored !== undefined) return json(200, withStatus(world, stored));
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

function nodes(world: ApiWorld, query: URLSearchParams): ApiResponse {
  const { version, items } = world.nodes.list();
  const [, only] = /^metadata\.name=(.+)$/.exec(query.get("fieldSelector") ?? "") ?? [];
  const asked = items.filter((node) => only === undefined || nameOf(node) === only);
  return list("NodeList", asked, { resourceVersion: version });
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
  const all = podsOf(world, node);
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

function apply(
  world: ApiWorld,
  path: string,
  { body, manager }: { readonly body: string; readonly manager: string | null },
): ApiResponse {
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
  const { created, object } = world.store.apply(path, parsed.data, {
    nowMs: world.nowMs,
    manager: manager ?? "unknown",
  });
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

function nameOf(object: object): string {
  return "metadata" in object ? z.object({ name: z.string() }).parse(object.metadata).name : "";
}
