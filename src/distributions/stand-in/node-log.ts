import { z } from "zod";

/** What became of the nodes since the start of the server, for whoever watches them. */
export interface NodeLog {
  /** The nodes as they are now, each with the version of its last change. */
  list(): { readonly version: string; readonly items: readonly object[] };
  /** Events after a version, as lines of a watch; `undefined`: it is older than this start. */
  since(version: string): { readonly version: string; readonly lines: string } | undefined;
}

interface LoggedEvent {
  readonly seq: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: object;
}

const named = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });
/** Far more than one node goes through; who is further behind has to list anew. */
const MOST_EVENTS = 500;
/** Beyond what a number holds exactly: versions are text. */
const BASE = 9_007_199_254_740_993n;

/** `nodes` is asked anew at each look; nothing happens in between. */
export function createNodeLog(startedMs: number, nodes: () => readonly object[]): NodeLog {
  const start = BASE + BigInt(Math.trunc(startedMs)) * 1000n;
  const known = new Map<string, { readonly text: string; readonly object: object }>();
  let events: LoggedEvent[] = [];
  let seq = 0;

  const versionOf = (at: number) => `${start + BigInt(at)}`;

  function happened(type: LoggedEvent["type"], object: z.infer<typeof named>): object {
    seq += 1;
    const metadata = { ...object.metadata, resourceVersion: versionOf(seq) };
    const told = { ...object, metadata };
    events = [...events, { seq, type, object: told }].slice(-MOST_EVENTS);
    return told;
  }

  function look(): void {
    const seen = new Map(nodes().map((node) => [named.parse(node).metadata.name, node]));
    for (const [name, { object }] of known)
      if (!seen.has(name)) {
        known.delete(name);
        happened("DELETED", named.parse(object));
      }
    for (const [name, node] of seen) {
      const text = JSON.stringify(node);
      const before = known.get(name);
      if (before?.text === text) continue;
      const type = before === undefined ? "ADDED" : "MODIFIED";
      known.set(name, { text, object: happened(type, named.parse(node)) });
    }
  }

  return {
    list() {
      look();
      return { version: versionOf(seq), items: [...known.values()].map(({ object }) => object) };
    },
    since(version) {
      look();
      const at = Number(BigInt(/^\d{1,30}$/.test(version) ? version : "0") - start);
      const oldest = (events[0]?.seq ?? seq + 1) - 1;
      if (at < oldest || at > seq) return undefined;
      const lines = events
        .filter((event) => event.seq > at)
        .map(({ type, object }) => `${JSON.stringify({ type, object })}\n`);
      return { version: versionOf(seq), lines: lines.join("") };
    },
  };
}
