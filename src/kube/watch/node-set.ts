import type { NodeStatus } from "./node-status.ts";

/** The nodes as last heard, by name. */
export interface NodeSet {
  /** Sorted by name; the same array as long as nothing changes. `undefined`: never listed. */
  sorted(): readonly NodeStatus[] | undefined;
  replace(nodes: readonly NodeStatus[]): void;
  put(node: NodeStatus): void;
  remove(name: string): void;
  readonly size: number;
}

export function createNodeSet(): NodeSet {
  let known: Map<string, NodeStatus> | undefined;
  let names: readonly string[] | undefined;
  let shown: readonly NodeStatus[] | undefined;

  return {
    get size() {
      return known?.size ?? 0;
    },
    sorted() {
      if (known === undefined) return undefined;
      const nodes = known;
      names ??= [...nodes.keys()].toSorted();
      shown ??= names.flatMap((name) => nodes.get(name) ?? []);
      return shown;
    },
    replace(nodes) {
      known = new Map(nodes.map((node) => [node.name, node]));
      [names, shown] = [undefined, undefined];
    },
    put(node) {
      known ??= new Map();
      if (!known.has(node.name)) names = undefined;
      known.set(node.name, node);
      shown = undefined;
    },
    remove(name) {
      if (known?.delete(name)) [names, shown] = [undefined, undefined];
    },
  };
}
