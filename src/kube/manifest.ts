import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { digestOf } from "../engine/index.ts";

/** One object of a manifest, as data. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
  readonly [field: string]: unknown;
}

export type Manifest =
  | { readonly is: "parsed"; readonly objects: readonly ManifestObject[] }
  | { readonly is: "bad"; readonly why: string };

const object = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** Says on each object which content was applied: an edit of the manifest shows as a difference. */
export const APPLIED = "bringup.dev/applied";

/** What others refer to comes first. */
const ORDER = [
  "CustomResourceDefinition",
  "Namespace",
  "PriorityClass",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "ClusterRole",
  "Role",
  "ClusterRoleBinding",
  "RoleBinding",
];

let last: { readonly text: string; readonly manifest: Manifest } | undefined;

/**
 * Pure. Several documents and lists are unfolded and put into the order they can be applied in. The
 * last answer is kept: while a cluster comes up the same manifest is looked at again and again.
 */
export function parseManifest(text: string): Manifest {
  if (last?.text !== text) last = { text, manifest: read(text) };
  return last.manifest;
}

function read(text: string): Manifest {
  const objects: ManifestObject[] = [];
  for (const [index, document] of parseAllDocuments(text, { logLevel: "error" }).entries()) {
    const [problem] = document.errors;
    if (problem !== undefined)
      return { is: "bad", why: `document ${index + 1}: ${problem.message.split("\n")[0]}` };
    for (const value of unfold(document.toJS())) {
      const parsed = object.safeParse(value);
      if (!parsed.success)
        return { is: "bad", why: `document ${index + 1} is not a Kubernetes object` };
      objects.push(parsed.data);
    }
  }
  if (objects.length === 0) return { is: "bad", why: "it holds no objects" };
  return { is: "parsed", objects: objects.toSorted((a, b) => rankOf(a) - rankOf(b)) };
}

/** The object with the mark of its own content. */
export function stamped(object: ManifestObject): ManifestObject {
  const annotations = { ...object.metadata.annotations, [APPLIED]: digestOf(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

export function nameOf({ kind, metadata }: ManifestObject): string {
  const scope = metadata.namespace === undefined ? "" : `${metadata.namespace}/`;
  return `${kind} ${scope}${metadata.name}`;
}

function unfold(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || !("items" in value) || !Array.isArray(value.items))
    return [value];
  return "kind" in value && typeof value.kind === "string" && value.kind.endsWith("List")
    ? value.items.flatMap(unfold)
    : [value];
}

function rankOf({ kind }: ManifestObject): number {
  const rank = ORDER.indexOf(kind);
  return rank < 0 ? ORDER.length : rank;
}
