import type { NodeView } from "../distributions/index.ts";

/** Pure: what a person should know of a node besides whether it is Ready, in the words of its conditions. */
export function nodeComplaints({ troubles = [], isCordoned }: NodeView): readonly string[] {
  return [...troubles, ...(isCordoned ? ["cordoned, takes no new pods"] : [])];
}
