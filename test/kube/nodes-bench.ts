import type { TestContext } from "node:test";
import { type HostView, known } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { type KubeAccess, type NodesSeen, watchNodes } from "../../src/kube/index.ts";
import { eventually } from "../support/eventually.ts";
import { createNodesModel } from "../support/nodes-model.ts";
import { startNodesServer } from "../support/nodes-server.ts";

export interface NodesBenchOptions {
  readonly nodes: number;
  readonly pageSize?: number;
  readonly watchSeconds?: number;
  readonly lateMs?: number;
  readonly isGoneInside?: boolean;
  /** `false`: the test begins to watch when it likes. */
  readonly start?: boolean;
}

/** A watch of this machine's host on a made-up cluster behind real TLS. */
export async function openNodesBench(t: TestContext, options: NodesBenchOptions) {
  const { nodes, start: starts = true, isGoneInside = false, ...given } = options;
  const model = createNodesModel({ isGoneInside: () => isGoneInside });
  for (let at = 0; at < nodes; at++) model.put(`node-${at}`);
  const server = await startNodesServer(model);
  const links: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  let seen: NodesSeen | undefined;

  const bench = {
    model,
    server,
    /** What the watch is given before its next connection. */
    access: server.access as KubeAccess,
    /** What the link was called, in order. */
    links,
    get seen() {
      return seen;
    },
    count: () => links.length,
    /** Lists that were begun. */
    listed: () =>
      server.asked.filter((path) => !path.includes("watch=") && !path.includes("continue=")).length,
    start(host: HostView = createMachineHost()) {
      const stop = new AbortController();
      seen = undefined;
      const ended = watchNodes(
        {
          host,
          access: async () => known(bench.access),
          show(next) {
            seen = next;
            links.push(next.link.is);
          },
          random: () => 0,
          ...given,
        },
        stop.signal,
      );
      const end = async () => {
        stop.abort();
        await ended;
      };
      stops.push(end);
      return end;
    },
    async until(what: string, isSo: (seen: NodesSeen) => boolean | undefined): Promise<NodesSeen> {
      return eventually(what, () => (seen !== undefined && isSo(seen) ? seen : undefined));
    },
    async sameAsTheModel(): Promise<void> {
      await bench.until(
        "what is seen is what is there",
        (found) => found.link.is === "connected" && `${toldOf(found)}` === `${model.told()}`,
      );
    },
  };
  t.after(async () => {
    for (const stop of stops) await stop();
    await eventually("no watch is left open", () => server.open.size === 0);
    await server.close();
  });
  if (starts) bench.start();
  return bench;
}

/** In the words of the model. */
export function toldOf(seen: NodesSeen | undefined): readonly string[] {
  return (seen?.nodes ?? []).map(({ name, isCordoned, conditions }) => {
    const ready = conditions.find(({ type }) => type === "Ready")?.status;
    return `${name} ${ready} ${isCordoned}`;
  });
}
