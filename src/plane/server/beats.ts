import type { PlaneDatabase } from "./database.ts";
import { read } from "./records.ts";
import { type Beat, beat } from "./state.ts";

/**
 * Heartbeats: thousands a minute, and none of them worth a wait for the disk. They are kept in memory
 * and written together now and then; after a power cut some hosts look silent a little longer.
 */
export interface Beats {
  get(hostUid: string): Beat | undefined;
  put(hostUid: string, record: Beat): void;
  delete(hostUid: string): void;
  /** Writes what is new, in a change of the database of its own. */
  flush(): void;
}

export function createBeats({ db, change }: Pick<PlaneDatabase, "db" | "change">): Beats {
  const insert = db.prepare("INSERT OR REPLACE INTO beats (host_uid, record) VALUES (?, ?)");
  const remove = db.prepare("DELETE FROM beats WHERE host_uid = ?");
  const known = new Map(
    db
      .prepare("SELECT host_uid, record FROM beats")
      .all()
      .map((row) => [String(row.host_uid), read(beat, row)]),
  );
  const fresh = new Set<string>();
  return {
    get: (hostUid) => known.get(hostUid),
    put(hostUid, record) {
      known.set(hostUid, record);
      fresh.add(hostUid);
    },
    delete(hostUid) {
      known.delete(hostUid);
      fresh.delete(hostUid);
      remove.run(hostUid);
    },
    flush() {
      if (fresh.size === 0) return;
      change(() => {
        for (const hostUid of fresh) insert.run(hostUid, JSON.stringify(known.get(hostUid)));
      });
      fresh.clear();
    },
  };
}
