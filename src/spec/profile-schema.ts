import { z } from "zod";
import { absolutePath, secretRef } from "./value-schema.ts";

const value = z.union([z.string().max(16_384), z.number(), z.boolean(), secretRef], {
  error: "must be text, a number, true or false, or { secret: NAME }",
});

/** Where the layers of a cluster come from, and what this site says to them. */
export const profile = z.strictObject({
  /** Folder with a profile.yaml: one that was imported, or any other of this host. */
  path: absolutePath,
  /** Values of its variables; a sensitive one names a secret. */
  variables: z.record(z.string().max(63), value).optional(),
});
