// The whole format of profile.yaml, documented in docs/profiles.md.
import { z } from "zod";

export const PROFILE_FILE = "profile.yaml";
export const PROFILE_KIND = "ClusterProfile";
export const LAYER_KINDS = ["os", "kubernetes", "cni", "csi", "addon"] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];
export const VARIABLE_TYPES = ["text", "lines", "number", "boolean", "choice"] as const;

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: "must be lower-case letters, digits and hyphens, at most 40",
});
const version = z
  .string({ error: "must be text: put the version in quotes" })
  .regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,62}$/, { error: "must be a version such as 1.2.0" });
const objectName = z.string().min(1).max(253);
const inside = z
  .string()
  .max(255)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.@+/-]+\.(?:ya?ml|json)$/, {
    error: "must be a YAML or JSON file of this folder, without ..",
  });

const ready = z.strictObject({
  kind: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]{0,62}$/, { error: "must be a kind such as Deployment" }),
  /** Needed for kinds that are not of Kubernetes itself. */
  apiVersion: z.string().min(1).max(120).optional(),
  namespace: objectName.optional(),
  name: objectName,
  /** Type of a condition that has to be True; what makes its kind ready unless told. */
  condition: z
    .string()
    .regex(/^[A-Za-z][\w./-]{0,126}$/, { error: "must be the type of a condition" })
    .optional(),
});

const layer = z.strictObject({
  name,
  kind: z.enum(LAYER_KINDS),
  /** For people; of a layer `os` or `kubernetes`, what is there has to begin with it. */
  version: version.optional(),
  /** Files of the folder, applied in this order. */
  manifests: z.array(inside).max(100).optional(),
  /** Layers that have to stand before it. */
  requires: z.array(name).max(20).optional(),
  /** When it is ready; all its workloads and definitions unless told. */
  readiness: z.array(ready).max(100).optional(),
});

const pattern = z
  .string()
  .min(1)
  .max(200)
  .refine(isPattern, { error: "must be a regular expression" });
const scalar = z.union([z.string().max(16_384), z.number(), z.boolean()], {
  error: "must be text, a number, true or false",
});

const variable = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9_-]{0,62}$/, {
    error: "must begin with a lower-case letter; letters, digits, _ and - follow",
  }),
  /** As a form asks for it; the name unless told. */
  title: z.string().min(1).max(60).optional(),
  type: z.enum(VARIABLE_TYPES).optional(),
  /** The whole value has to match. */
  pattern: pattern.optional(),
  default: scalar.optional(),
  required: z.boolean().optional(),
  /** Given as a secret, and allowed in the data of a Secret alone. */
  sensitive: z.boolean().optional(),
  /** For the type `choice`. */
  options: z.array(z.string().min(1).max(120)).min(1).max(50).optional(),
});

export const profileFile = z.strictObject({
  apiVersion: z.literal("bringup/v1alpha1"),
  kind: z.literal(PROFILE_KIND),
  name,
  version,
  description: z.string().max(300).optional(),
  layers: z.array(layer).min(1, { error: "must have at least one layer" }).max(50),
  variables: z.array(variable).max(200).optional(),
});

export type ProfileFile = z.infer<typeof profileFile>;
export type Layer = ProfileFile["layers"][number];
export type Variable = NonNullable<ProfileFile["variables"]>[number];
export type ReadyWhen = z.infer<typeof ready>;
export type Scalar = z.infer<typeof scalar>;

function isPattern(text: string): boolean {
  try {
    return wholeMatch(text).source !== "";
  } catch {
    return false;
  }
}

/** @throws SyntaxError when it is none. */
export function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}
