import type { ApiRequest, ApiResponse, ApiWorld } from "./api-shape.ts";
import { write } from "./api-write.ts";
import { ownNode, podsOf } from "./cluster-view.ts";
import { evict } from "./evict.ts";
import { deleteNode, NODES, registerNode } from "./node-write.ts";

/** Nodes are what kubelets say of them until somebody writes: then what was written stays. */
export function change(world: ApiWorld, request: ApiRequest, path: string): ApiResponse {
  const { store, nowMs } = world;
  const evicted = request.method === "POST" ? evict(world, path, podsOf(world)) : undefined;
  if (evicted !== undefined) return evicted;
  if (!path.startsWith(NODES)) return write(world, { ...request, path });
  const name = decodeURIComponent(path.slice(NODES.length));
  const own = name === world.node.name ? ownNode(world) : undefined;
  if (own !== undefined) registerNode(store, { ...own, name }, nowMs);
  const answered = write(world, { ...request, path });
  if (request.method !== "DELETE" || answered.status >= 300) return answered;
  deleteNode(store, name, nowMs);
  world.save();
  return answered;
}
