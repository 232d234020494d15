import type { Fact, NewCondition } from "../engine/index.ts";
import { type LayerView, layerViews, type ViewRequest } from "./view.ts";

/** Pure. One for each layer, and one for all of them. */
export function profileConditions(request: ViewRequest): readonly NewCondition[] {
  const layers = layerViews(request).filter(({ state }) => state !== "given");
  return [...layers.map(ofLayer), summary(layers, request.seen)];
}

const REASONS: Readonly<Record<LayerView["state"], string>> = {
  given: "Given",
  ready: "Ready",
  waiting: "NotReady",
  failed: "Failed",
  changed: "Changed",
  outdated: "NotAsAsked",
  missing: "NotApplied",
  left: "LeftTheProfile",
  unknown: "ApiUnreachable",
};

function ofLayer({ name, state, why }: LayerView): NewCondition {
  return {
    type: `${pascal(name)}LayerReady`,
    status: statusOf(state),
    reason: REASONS[state],
    message: why,
  };
}

function statusOf(state: LayerView["state"]): NewCondition["status"] {
  if (state === "unknown") return "Unknown";
  // It runs; that it differs is the business of Drifted and of the page.
  return state === "ready" || state === "changed" || state === "left" ? "True" : "False";
}

function summary(layers: readonly LayerView[], seen: Fact<unknown>): NewCondition {
  const say = (status: NewCondition["status"], reason: string, message: string) => ({
    ...{ type: "AddonsReady", status, reason, message },
  });
  if (seen.is === "unknown") return say("Unknown", "ApiUnreachable", seen.why);
  const open = layers.filter(({ state }) => statusOf(state) !== "True");
  const [first] = open;
  if (first !== undefined) {
    const more = open.length > 1 ? `, and ${open.length - 1} more` : "";
    return say(
      statusOf(first.state),
      REASONS[first.state],
      `layer ${first.name}: ${first.why}${more}`,
    );
  }
  const changed = layers.filter(({ state }) => state === "changed");
  if (changed.length > 0)
    return say(
      "True",
      "Changed",
      `ready, but ${changed.map(({ name }) => name).join(", ")} differs from what was applied`,
    );
  return say(
    "True",
    "AllReady",
    `${layers.length} ${layers.length === 1 ? "layer is" : "layers are"} ready`,
  );
}

function pascal(name: string): string {
  return name
    .split("-")
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("");
}
