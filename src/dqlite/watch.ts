import type { HostView } from "../engine/index.ts";
import { connectDqlite, type DqliteConnection } from "./connection.ts";
import type { Member, Node } from "./frames.ts";
import type { Silence } from "./silence.ts";
import type { Way } from "./way.ts";

/** What one node said when it was looked at. */
export interface Sight {
  readonly address: string;
  readonly said:
    | {
        readonly is: "answer";
        /** Its own opinion; see `judgeSights` for how far it goes. */
        readonly leader: Node | undefined;
        readonly members: readonly Member[];
        /** Both questions together, milliseconds. */
        readonly tookMs: number;
      }
    | Silence;
}

export interface DqliteWatch {
  /** Asks all at the same time. One that hangs costs its own time limit, nobody else's. */
  look(addresses: readonly string[], signal: AbortSignal): Promise<readonly Sight[]>;
  close(): void;
}

export interface WatchOptions {
  wayTo(address: string): Way;
  /** For each node, connection and both answers; 800 ms unless told. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 800;

/** Keeps one warm connection to each node. */
export function createDqliteWatch(host: HostView, options: WatchOptions): DqliteWatch {
  const { wayTo, timeoutMs = TIMEOUT_MS } = options;
  const warm = new Map<string, DqliteConnection>();
  let isOver = false;

  async function connectionTo(
    address: string,
    signal: AbortSignal,
  ): Promise<DqliteConnection | Silence> {
    const kept = warm.get(address);
    if (kept !== undefined && !kept.isClosed) return kept;
    const opened = await connectDqlite(host, wayTo(address), { signal, timeoutMs });
    if ("is" in opened) return opened;
    if (isOver) opened.close();
    else warm.set(address, opened);
    return opened;
  }

  async function lookAt(address: string, signal: AbortSignal): Promise<Sight["said"]> {
    const connection = await connectionTo(address, signal);
    if ("is" in connection) return connection;
    const leader = await connection.ask("leader", signal);
    if (leader.is === "silent") return leader;
    const members = await connection.ask("cluster", signal);
    if (members.is === "silent") return members;
    const tookMs = leader.tookMs + members.tookMs;
    return { is: "answer", leader: leader.value, members: members.value, tookMs };
  }

  return {
    async look(addresses, signal) {
      for (const [address, connection] of warm) {
        if (addresses.includes(address)) continue;
        connection.close();
        warm.delete(address);
      }
      return Promise.all(
        addresses.map(async (address) => {
          const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
          return { address, said: await lookAt(address, limit) };
        }),
      );
    },
    close() {
      isOver = true;
      for (const connection of warm.values()) connection.close();
      warm.clear();
    },
  };
}
