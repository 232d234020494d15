import { randomBytes } from "node:crypto";
import { DEFAULT_PREFIX, idWith } from "./choose.ts";

/** Origin to remember along with a generated ID. */
export const RANDOM_ORIGIN = "chosen at random";

/** 128 random bits behind the prefix. */
export function generateEdgeId(prefix: string = DEFAULT_PREFIX): string {
  return idWith(prefix, randomBytes(16).toString("hex"));
}
