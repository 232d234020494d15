import { z } from "zod";
import { readJson } from "../../json/index.ts";
import { node } from "../objects.ts";
import { type NodeStatus, nodeStatusOf } from "./node-status.ts";

/** One line of a watch. `version` is the cluster's after it: opaque, and where a watch goes on. */
export type WatchEvent =
  | { readonly is: "seen"; readonly node: NodeStatus; readonly version: string }
  | { readonly is: "gone"; readonly name: string; readonly version: string }
  | { readonly is: "bookmark"; readonly version: string }
  /** What lies between is forgotten there: only a new list helps. */
  | { readonly is: "too-old"; readonly why: string }
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "bad"; readonly why: string };

const versioned = z.object({ resourceVersion: z.string().min(1) });
const ofNode = z.object({ kind: z.literal("Node"), apiVersion: z.literal("v1") });
const line = z.discriminatedUnion("type", [
  z.object({
    type: z.enum(["ADDED", "MODIFIED", "DELETED"]),
    object: node.extend({ ...ofNode.shape, metadata: node.shape.metadata.extend(versioned.shape) }),
  }),
  z.object({ type: z.literal("BOOKMARK"), object: ofNode.extend({ metadata: versioned }) }),
  z.object({
    type: z.literal("ERROR"),
    object: z.object({
      code: z.number().optional(),
      reason: z.string().default(""),
      message: z.string().default(""),
    }),
  }),
]);

/** Pure. What is no event of a watch of nodes is said to be none; nothing of it is believed. */
export function readWatchEvent(text: string): WatchEvent {
  const read = line.safeParse(readJson(text));
  if (!read.success) return { is: "bad", why: "the API server sent what is no event of a node" };
  const { type, object } = read.data;
  if (type === "ERROR") {
    const why = object.message || object.reason || `error ${object.code ?? "without a word"}`;
    const isTooOld = object.code === 410 || object.reason === "Expired" || object.reason === "Gone";
    return { is: isTooOld ? "too-old" : "refused", why };
  }
  const version = object.metadata.resourceVersion;
  if (type === "BOOKMARK") return { is: "bookmark", version };
  const status = nodeStatusOf(object);
  if (type === "DELETED") return { is: "gone", name: status.name, version };
  return { is: "seen", node: status, version };
}
