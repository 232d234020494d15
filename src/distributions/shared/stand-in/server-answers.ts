import type { ApiRequest, ApiResponse } from "../../stand-in/api.ts";
import { status, text } from "../../stand-in/replies.ts";

/** `undefined`: it may ask that. */
export function forbiddenTo(node: string, request: ApiRequest): ApiResponse | undefined {
  if (isOwnOf(node, request)) return undefined;
  return status(403, "Forbidden", `forbidden: User "system:node:${node}" cannot do that`);
}

/** What the API lets a kubelet read: itself, and what runs on it. */
function isOwnOf(node: string, { method, url }: ApiRequest): boolean {
  const { pathname, searchParams } = new URL(url, "https://localhost");
  if (method === "PATCH") return pathname === `/api/v1/nodes/${node}`;
  if (method === "POST") return pathname.endsWith("/eviction");
  if (method !== "GET") return false;
  if (/^\/(readyz|livez|healthz|version)$/.test(pathname)) return true;
  if (pathname === `/api/v1/nodes/${node}`) return true;
  if (pathname === "/api/v1/nodes")
    return searchParams.get("fieldSelector") === `metadata.name=${node}`;
  return (
    pathname === "/api/v1/pods" && searchParams.get("fieldSelector") === `spec.nodeName=${node}`
  );
}

export function withoutQuorum(path: string): ApiResponse {
  if (path !== "/readyz" && path !== "/healthz")
    return status(500, "InternalError", "etcdserver: request timed out");
  return {
    ...text("[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"),
    status: 500,
  };
}
