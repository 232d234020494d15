import type { Fact, HostView } from "../../engine/index.ts";
import type { KubeAccess } from "../kubeconfig.ts";
import { coalesce } from "./coalesce.ts";
import { type FollowEnd, followNodes, type Heard } from "./follow-nodes.ts";
import { listNodes, MOST_NODES } from "./list-nodes.ts";
import { createNodeSet } from "./node-set.ts";
import type { NodeStatus } from "./node-status.ts";
import { forSeconds, waitAfter } from "./pace.ts";

export interface NodesSeen {
  /** Sorted by name, as last heard; absent: never listed yet. */
  readonly nodes?: readonly NodeStatus[];
  /** Wall time of the newest word of the server, be it only that nothing changed. */
  readonly heardMs?: number;
  readonly link: NodesLink;
}

export type NodesLink =
  /** For the first time, or anew because what was heard is too old to go on from. */
  | { readonly is: "listing" }
  | { readonly is: "connected" }
  /** Since when, wall time. It is tried again and again. */
  | { readonly is: "cut-off"; readonly why: string; readonly sinceMs: number };

export interface NodesWatchParts {
  readonly host: HostView;
  /** Asked before each connection: certificates are renewed, and a cluster may be made anew. */
  access(): Promise<Fact<KubeAccess>>;
  /** At most four times a second; the last state is always told. */
  show(seen: NodesSeen): void;
  /** 0 to 1; `Math.random` unless told. */
  readonly random?: () => number;
  readonly pageSize?: number;
  /** How long one watch shall last, and by how much a server may be late; 30 to 40 s and 10 s. */
  readonly watchSeconds?: number;
  readonly lateMs?: number;
}

const SHOW_EVERY_MS = 250;
const LATE_MS = 10_000;
/** A watch that held so long, or all its time, was a good one, even if nobody said anything. */
const GOOD_AFTER_MS = 5000;
/** After so many that brought nothing the server may have lost the thread: restored, or made anew. */
const LIST_AFTER_FAILURES = 3;

/** Lists the nodes and watches them, for ever: what goes wrong is part of what is shown. */
export async function watchNodes(parts: NodesWatchParts, signal: AbortSignal): Promise<void> {
  const { host, random = Math.random } = parts;
  const watch = createWatch(parts, signal);
  let failures = 0;
  try {
    while (!signal.aborted) {
      const turn = await watch.turn();
      failures = turn.isGood ? 0 : failures + 1;
      if (failures >= LIST_AFTER_FAILURES) watch.forget();
      const waitMs = waitAfter({ failures, askedMs: turn.waitMs ?? 0, random: random() });
      await host.clock.sleep(waitMs, signal).catch(() => undefined);
    }
  } finally {
    watch.close();
  }
}

interface Turn {
  readonly isGood: boolean;
  readonly waitMs?: number;
}

function createWatch(parts: NodesWatchParts, signal: AbortSignal) {
  const { host, random = Math.random, pageSize } = parts;
  const { clock } = host;
  const nodes = createNodeSet();
  let version: string | undefined;
  let server = "";
  let heardMs: number | undefined;
  let link: NodesLink = { is: "listing" };

  const news = coalesce(clock, SHOW_EVERY_MS, () => {
    const sorted = nodes.sorted();
    parts.show({
      ...(sorted === undefined ? {} : { nodes: sorted }),
      ...(heardMs === undefined ? {} : { heardMs }),
      link,
    });
  });

  function become(next: NodesLink): void {
    link = next;
    news.changed();
  }

  function cutOff(why: string, waitMs?: number): Turn {
    if (signal.aborted) return { isGood: false };
    const sinceMs = link.is === "cut-off" ? link.sinceMs : clock.nowMs();
    become({ is: "cut-off", why, sinceMs });
    return { isGood: false, ...(waitMs === undefined ? {} : { waitMs }) };
  }

  function hear(event: Heard): FollowEnd | undefined {
    heardMs = clock.nowMs();
    version = event.version;
    if (event.is === "seen") nodes.put(event.node);
    if (event.is === "gone") nodes.remove(event.name);
    news.changed();
    const isFull = nodes.size > MOST_NODES;
    return isFull ? { is: "lost", why: `more than ${MOST_NODES} nodes` } : undefined;
  }

  /** `undefined`: there is a list to go on from. */
  async function list(access: KubeAccess): Promise<Turn | undefined> {
    if (version !== undefined) return undefined;
    // Whoever is cut off stays so until a watch holds again.
    if (link.is === "connected") become({ is: "listing" });
    const listed = await listNodes(host, { access, signal, pageSize });
    if (listed.is === "failed") return cutOff(listed.why, listed.waitMs);
    nodes.replace(listed.nodes);
    version = listed.version;
    heardMs = clock.nowMs();
    news.changed();
    return undefined;
  }

  async function follow(access: KubeAccess, from: string): Promise<Turn> {
    const startedMs = clock.monotonicMs();
    const seconds = parts.watchSeconds ?? forSeconds(random());
    const end = await followNodes(host, {
      ...{ access, version: from, signal, hear },
      forSeconds: seconds,
      lateMs: parts.lateMs ?? LATE_MS,
      onOpen: () => become({ is: "connected" }),
    });
    const lastedMs = clock.monotonicMs() - startedMs;
    const isGood = version !== from || lastedMs >= Math.min(GOOD_AFTER_MS, seconds * 900);
    if (end.is === "ended") {
      heardMs = clock.nowMs();
      return isGood ? { isGood } : cutOff("the API server ends every watch at once");
    }
    if (end.is === "lost") version = undefined;
    if (end.why === undefined) return { isGood };
    const waitMs = end.is === "cut" ? end.waitMs : undefined;
    return { ...cutOff(end.why, waitMs), isGood };
  }

  return {
    async turn(): Promise<Turn> {
      const access = await parts.access();
      if (access.is !== "known")
        return cutOff(access.is === "absent" ? "there is no kubeconfig yet" : access.why);
      const at = access.value.server + access.value.tls.ca;
      if (at !== server) version = undefined;
      server = at;
      const listed = await list(access.value);
      if (listed !== undefined) return listed;
      return version === undefined ? { isGood: false } : follow(access.value, version);
    },
    /** The next turn begins with a list. */
    forget() {
      version = undefined;
    },
    close: () => news.close(),
  };
}
