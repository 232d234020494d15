import { z } from "zod";
import type { ManifestObject } from "../kube/index.ts";
import { apiVersionOf, WAITED_FOR } from "./kinds.ts";
import type { Layer, ReadyWhen } from "./schema.ts";

/** One object of the cluster and what it has to say of itself. */
export interface ReadyRule {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly condition?: string;
}

/** What makes a layer ready: what it says, else all its workloads and definitions. */
export function readinessOf({
  layer,
  objects,
}: {
  readonly layer: Layer;
  readonly objects: readonly ManifestObject[];
}): readonly ReadyRule[] {
  if (layer.readiness !== undefined && layer.readiness.length > 0)
    return layer.readiness.map(ruleOf);
  return objects
    .filter(({ kind }) => WAITED_FOR.has(kind))
    .map(({ apiVersion, kind, metadata }) => ({
      ...{ apiVersion, kind, name: metadata.name },
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    }));
}

function ruleOf(rule: ReadyWhen): ReadyRule {
  const { kind, name, namespace, condition } = rule;
  return {
    ...{ apiVersion: apiVersionOf(rule) ?? "v1", kind, name },
    ...(namespace === undefined ? {} : { namespace }),
    ...(condition === undefined ? {} : { condition }),
  };
}

export type Readiness =
  | { readonly is: "ready" }
  | { readonly is: "waiting"; readonly why: string }
  /** It says itself that it never will be. */
  | { readonly is: "failed"; readonly why: string };

const count = z.number().default(0);
const seen = z.object({
  metadata: z.object({ generation: z.number().optional() }),
  spec: z.looseObject({ replicas: z.number().optional() }).optional(),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: count,
      updatedReplicas: count,
      availableReplicas: count,
      readyReplicas: count,
      desiredNumberScheduled: z.number().optional(),
      updatedNumberScheduled: count,
      numberAvailable: count,
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});
type Seen = z.infer<typeof seen>;
type Status = NonNullable<Seen["status"]>;

const READY: Readiness = { is: "ready" };
const waiting = (why: string): Readiness => ({ is: "waiting", why });

/** Pure. As the controllers of each kind report it; what has no state of its own is ready when it is there. */
export function judgeReady({ kind, condition }: ReadyRule, object: unknown): Readiness {
  const parsed = seen.safeParse(object);
  if (!parsed.success) return waiting("the API server did not answer with an object");
  const { status, metadata } = parsed.data;
  if (condition !== undefined) return byCondition(condition, status);
  const judge = Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined;
  if (judge === undefined) return READY;
  if (status === undefined) return waiting("nothing is reported yet");
  if ((status.observedGeneration ?? metadata.generation ?? 0) < (metadata.generation ?? 0))
    return waiting("its controller has not seen the change yet");
  return judge(status, parsed.data);
}

const BY_KIND: Readonly<Record<string, (status: Status, object: Seen) => Readiness>> = {
  Deployment: (status, object) => replicas(status, object, status.availableReplicas),
  StatefulSet: (status, object) => replicas(status, object, status.readyReplicas),
  DaemonSet(status) {
    const { desiredNumberScheduled: wanted, updatedNumberScheduled, numberAvailable } = status;
    if (wanted === undefined) return waiting("nothing is reported yet");
    const there = Math.min(updatedNumberScheduled, numberAvailable);
    return there >= wanted ? READY : waiting(`${there} of ${wanted} available`);
  },
  Job(status) {
    const failed = status.conditions.find(
      ({ type, status: is }) => type === "Failed" && is === "True",
    );
    if (failed !== undefined)
      return { is: "failed", why: failed.message ?? failed.reason ?? "it failed" };
    return byCondition("Complete", status);
  },
  CustomResourceDefinition: (status) => byCondition("Established", status),
};

function replicas(status: Status, { spec }: Seen, there: number): Readiness {
  const wanted = spec?.replicas ?? 1;
  const good = Math.min(there, status.updatedReplicas);
  return good >= wanted ? READY : waiting(`${good} of ${wanted} available`);
}

function byCondition(type: string, status: Status | undefined): Readiness {
  const found = status?.conditions.find((one) => one.type === type);
  if (found?.status === "True") return READY;
  if (found === undefined) return waiting(`${type} is not reported yet`);
  const why = found.message ?? found.reason ?? "";
  return waiting(why === "" ? `${type} is ${found.status}` : `${type} is ${found.status}: ${why}`);
}
