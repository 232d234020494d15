import { z } from "zod";
import { digestOf } from "../engine/index.ts";
import { APPLIED } from "../kube/index.ts";
import { MANAGER } from "./places.ts";

const live = z.looseObject({
  metadata: z.looseObject({
    annotations: z.record(z.string(), z.string()).optional(),
    managedFields: z
      .array(
        z.looseObject({
          manager: z.string().optional(),
          operation: z.string().optional(),
          subresource: z.string().optional(),
          fieldsV1: z.unknown().optional(),
        }),
      )
      .optional(),
  }),
});

export interface LiveObject {
  /** What was applied, as its annotation says; empty: nothing of ours. */
  readonly digest: string;
  /** Of the fields the API server says are ours; empty: it does not say. Whoever writes one of them takes it. */
  readonly fields: string;
}

/** Pure. `undefined`: it is no object. */
export function liveIn(object: unknown): LiveObject | undefined {
  const parsed = live.safeParse(object);
  if (!parsed.success) return undefined;
  const { annotations, managedFields = [] } = parsed.data.metadata;
  const own = managedFields.find(
    ({ manager, operation, subresource }) =>
      manager === MANAGER && operation === "Apply" && (subresource ?? "") === "",
  );
  return {
    digest: annotations?.[APPLIED] ?? "",
    fields: own?.fieldsV1 === undefined ? "" : digestOf(own.fieldsV1),
  };
}

/** Why an object is not as it was applied, in words; `undefined`: it is. */
export function differenceOf(
  applied: LiveObject,
  found: LiveObject | undefined,
): string | undefined {
  if (found === undefined) return "cannot be read";
  if (found.digest === "") return "was replaced by somebody else";
  if (found.digest !== applied.digest) return "was applied in another version";
  if (applied.fields === "" || found.fields === applied.fields) return undefined;
  return "was changed by somebody else";
}
