import type { Fact } from "../engine/index.ts";
import type { SeenLayer } from "./observe.ts";
import type { Layer, LayerKind } from "./schema.ts";

export type LayerState =
  /** The host and the cluster themselves: nothing is applied for it. */
  | "given"
  | "ready"
  | "waiting"
  | "failed"
  /** Ready, and somebody changed objects of it. */
  | "changed"
  /** Applied in another version. */
  | "outdated"
  | "missing"
  /** In the cluster, and no longer in the profile. */
  | "left"
  | "unknown";

/** One layer in words, as pages and conditions say it. */
export interface LayerView {
  readonly name: string;
  readonly kind: LayerKind;
  readonly version: string;
  readonly state: LayerState;
  readonly why: string;
}

export interface ViewRequest {
  /** In order; empty: no profile is asked for, or it cannot be read. */
  readonly layers: readonly Layer[];
  /** Absent: there is no cluster yet. */
  readonly seen: Fact<readonly SeenLayer[]>;
}

/** Pure. Those of the profile in their order, then what is in the cluster besides. */
export function layerViews({ layers, seen }: ViewRequest): readonly LayerView[] {
  const there = seen.is === "known" ? seen.value : [];
  const names = new Set(layers.map(({ name }) => name));
  return [
    ...layers.map((layer) => viewOf(layer, seen)),
    ...there.filter(({ record }) => !names.has(record.layer)).map(leftView),
  ];
}

function viewOf(layer: Layer, seen: ViewRequest["seen"]): LayerView {
  const { name, kind, version = "" } = layer;
  const say = (state: LayerState, why: string) => ({ name, kind, version, state, why });
  if (kind === "os" || kind === "kubernetes") return say("given", "part of the host");
  if (seen.is === "unknown") return say("unknown", seen.why);
  if (seen.is === "absent") return say("missing", "there is no cluster yet");
  const found = seen.value.find(({ record }) => record.layer === name);
  return found === undefined
    ? say("missing", "not applied yet")
    : say(...foundState(found, version));
}

function foundState(found: SeenLayer, version: string): readonly [LayerState, string] {
  const { record, readiness, changed } = found;
  const { layerVersion: applied = "", objects } = record;
  if (applied !== version) return ["outdated", `applied as ${applied || "another version"}`];
  const open = readiness.find(({ state }) => state.is !== "ready");
  if (open !== undefined && open.state.is !== "ready")
    return [open.state.is, `${open.name}: ${open.state.why}`];
  const [first, ...more] = changed.is === "known" ? changed.value : [];
  if (first !== undefined)
    return [
      "changed",
      `${first.name} ${first.why}${more.length > 0 ? `, and ${more.length} more` : ""}`,
    ];
  return ["ready", `${objects.length} ${objects.length === 1 ? "object" : "objects"} as applied`];
}

function leftView({ record }: SeenLayer): LayerView {
  const { layer: name, kind, layerVersion: version = "", objects } = record;
  return {
    name,
    kind,
    version,
    state: "left",
    why: `no longer in the profile; its ${objects.length} objects stay`,
  };
}
