import { z } from "zod";
import type { KubeAnswer } from "./client.ts";

const condition = z.object({
  type: z.string(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().default(""),
  message: z.string().default(""),
  lastHeartbeatTime: z.string().nullish(),
  lastTransitionTime: z.string().nullish(),
});

const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  /** Opaque: compared for equality, never as a number. */
  resourceVersion: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

export const node = z.object({
  metadata,
  spec: z.object({ unschedulable: z.boolean().default(false) }).optional(),
  status: z
    .object({
      conditions: z.array(condition).default([]),
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
      nodeInfo: z.object({ kubeletVersion: z.string() }).optional(),
    })
    .default({ conditions: [], addresses: [] }),
});

const pod = z.object({
  metadata,
  status: z
    .object({
      phase: z.string().default("Unknown"),
      conditions: z.array(condition).default([]),
    })
    .default({ phase: "Unknown", conditions: [] }),
});

const apiObject = z.looseObject({ metadata });

const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

export type KubeNode = z.infer<typeof node>;
export type ApiResource = z.infer<typeof resourceList>["resources"][number];

/** Narrows an answer at the edge; what has another shape is said to be garbage, not ignored. */
export const readPods = readerOf(
  "a list of pods",
  z.object({ items: z.array(pod) }),
  (list) => list.items,
);
export const readObject = readerOf("an object", apiObject, (object) => object);
export const readResources = readerOf(
  "a list of resources",
  resourceList,
  (list) => list.resources,
);

const lease = z.object({ spec: z.object({ holderIdentity: z.string().min(1) }) });

/** Who holds a lease, by its own name. */
export const readLeaseHolder = readerOf("a lease", lease, ({ spec }) => spec.holderIdentity);

export type Read<T> =
  | { readonly is: "read"; readonly value: T; readonly tookMs: number }
  | { readonly is: "missing"; readonly why: string }
  | { readonly is: "failed"; readonly why: string };

/** Narrows an answer to one shape, said in a few words. */
export function readerOf<S extends z.ZodType, T>(
  what: string,
  schema: S,
  pick: (value: z.infer<S>) => T,
): (answer: KubeAnswer) => Read<T> {
  return (answer) => {
    if (answer.is === "missing") return answer;
    if (answer.is !== "ok") return { is: "failed", why: answer.why };
    const parsed = schema.safeParse(answer.body);
    return parsed.success
      ? { is: "read", value: pick(parsed.data), tookMs: answer.tookMs }
      : { is: "failed", why: `the API server did not answer with ${what}` };
  };
}
