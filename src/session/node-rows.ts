import type { NodeView } from "../distributions/index.ts";
import type { Snapshot } from "./contract.ts";
import type { SliceChange } from "./hub.ts";

/** Nodes that changed, each by its place in the list that was told before: all others stand as they were. */
export type NodeRows = readonly (readonly [place: number, node: NodeView])[];

type ClusterChange = Extract<SliceChange, { slice: "cluster" }>;

/**
 * What is told of a slice to a reader who was told it before: of a thousand nodes, those that changed.
 * Whatever else changes in the slice is small.
 */
export function createNodeRows() {
  let told: readonly NodeView[] | undefined;

  return {
    /** Everything was told anew. */
    restart({ cluster }: Snapshot): void {
      told = nodesOf(cluster);
    },
    shorten(change: SliceChange): SliceChange & { readonly rows?: NodeRows } {
      if (change.slice !== "cluster") return change;
      const [before, now] = [told, nodesOf(change.value)];
      told = now;
      const rows = before && now && changedRows(before, now);
      return rows === undefined ? change : { ...withNodes(change, []), rows };
    },
  };
}

/** The slice as it was before it was shortened. Pure. */
export function unshortened(
  change: SliceChange,
  rows: NodeRows | undefined,
  { cluster }: Snapshot,
): SliceChange {
  if (change.slice !== "cluster" || rows === undefined) return change;
  const nodes = [...(nodesOf(cluster) ?? [])];
  for (const [place, node] of rows) nodes[place] = node;
  return withNodes(change, nodes);
}

/** `undefined`: others are there, or so many changed that all of them are told. */
function changedRows(before: readonly NodeView[], now: readonly NodeView[]): NodeRows | undefined {
  if (before.length !== now.length) return undefined;
  const rows: (readonly [number, NodeView])[] = [];
  for (const [place, node] of now.entries()) {
    if (node !== before[place]) rows.push([place, node]);
  }
  return rows.length > now.length / 2 ? undefined : rows;
}

function nodesOf(cluster: Snapshot["cluster"]): readonly NodeView[] | undefined {
  return cluster?.nodes.is === "known" ? cluster.nodes.value : undefined;
}

function withNodes(change: ClusterChange, nodes: readonly NodeView[]): ClusterChange {
  const { value } = change;
  if (value?.nodes.is !== "known") return change;
  return { slice: "cluster", value: { ...value, nodes: { is: "known", value: nodes } } };
}
