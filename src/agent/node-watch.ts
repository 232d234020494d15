import {
  type ApiAccess,
  type ClusterObservation,
  type NodeView,
  nodeViewOf,
  type Observer,
} from "../distributions/index.ts";
import { type Clock, type Fact, type HostView, known, unknown } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { type NodeStatus, type NodesSeen, watchNodes } from "../kube/index.ts";
import type { Board } from "./board.ts";

/** All it needs of whoever looks at a cluster. */
export type HasAccess = Pick<Observer, "observeAccess">;

export interface NodeWatchParts {
  readonly board: Board;
  readonly host: HostView;
  readonly clock: Clock;
  /** Whoever looks at the cluster of this host; `null`: there is none; absent: not known yet. */
  driver(): HasAccess | null | undefined;
  /** A console looks, or a run is in progress. */
  isWatched(): boolean;
  /** Told when the nodes on the board are others than before. */
  changed(): void;
}

export interface NodeDesk {
  /**
   * What the watch knows now; absent: nothing yet, or nobody watches, and a list has to be asked for.
   * A watch in which nothing happens proves nothing while the API does not answer.
   */
  nodes(api?: ClusterObservation["api"]): Fact<readonly NodeView[]> | undefined;
  /** Watches the nodes while somebody looks, until the signal. */
  watch(signal: AbortSignal): Promise<void>;
}

/** How soon a watch begins after somebody came, and ends after everybody left. */
const LOOK_UP_MS = 500;
/** What was heard counts for so long without a server behind it: most cuts are over by then. */
const OLD_AFTER_MS = 5000;

/** Nodes of the cluster as they change: on the board within a second while somebody looks. */
export function createNodeDesk(parts: NodeWatchParts): NodeDesk {
  const { board, clock, host } = parts;
  let seen: NodesSeen | undefined;
  let access: Fact<ApiAccess> | undefined;
  const view = createViews();

  const isOld = (sinceMs: number) => clock.nowMs() - sinceMs > OLD_AFTER_MS;

  function nodes(api?: ClusterObservation["api"]): Fact<readonly NodeView[]> | undefined {
    if (seen === undefined) return undefined;
    const { nodes: last, link, heardMs = 0 } = seen;
    if (link.is === "cut-off" && (last === undefined || isOld(link.sinceMs)))
      return unknown(link.why);
    if (api?.is === "unknown" && isOld(heardMs)) return api;
    const own = access?.is === "known" ? access.value.nodeName : undefined;
    return last && known(view(last, own));
  }

  function show(next: NodesSeen): void {
    seen = next;
    const { cluster } = board.snapshot();
    const now = cluster === null ? undefined : nodes(cluster.api);
    if (cluster === null || now === undefined) return;
    board.set("cluster", { ...cluster, nodes: now });
    parts.changed();
  }

  async function accessOf(driver: HasAccess) {
    const found = await driver.observeAccess(host);
    access = found;
    return found.is === "known" ? known(found.value.kube) : found;
  }

  /** Until nobody looks any more, or at another cluster. */
  async function watchWhileWanted(driver: HasAccess, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const watching = watchNodes(
      { host, access: () => accessOf(driver), show },
      AbortSignal.any([signal, stop.signal]),
    );
    while (!signal.aborted && parts.isWatched() && parts.driver() === driver)
      await clock.sleep(LOOK_UP_MS, signal).catch(() => undefined);
    stop.abort();
    await watching;
    [seen, access] = [undefined, undefined];
  }

  return {
    nodes,
    async watch(signal) {
      while (!signal.aborted) {
        const driver = parts.driver() ?? undefined;
        if (driver !== undefined && parts.isWatched())
          await watchWhileWanted(driver, signal).catch((thrown: unknown) =>
            board.note("error", "cluster", errorView(thrown).message),
          );
        await clock.sleep(LOOK_UP_MS, signal).catch(() => undefined);
      }
    },
  };
}

/** A node that did not change stays the same value, so that whoever compares has little to do. */
function createViews() {
  let made = new WeakMap<NodeStatus, NodeView>();
  let own: string | undefined;
  return (nodes: readonly NodeStatus[], ownName: string | undefined): readonly NodeView[] => {
    if (own !== ownName) made = new WeakMap();
    own = ownName;
    return nodes.map((node) => {
      const view = made.get(node) ?? nodeViewOf(node, ownName);
      made.set(node, view);
      return view;
    });
  };
}
