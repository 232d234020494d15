import type { ParseOutcome } from "../spec/index.ts";
import type { GivenText } from "./read-text.ts";

/** The same judgement as the engine's, without one: schema, cross rules, and the distribution's own. */
export async function parseGiven({ name, text }: GivenText): Promise<ParseOutcome> {
  const [{ parseDocument }, { DISTRIBUTIONS }] = await Promise.all([
    import("../spec/index.ts"),
    import("../distributions/index.ts"),
  ]);
  return parseDocument(text, { source: name, distributions: DISTRIBUTIONS });
}
