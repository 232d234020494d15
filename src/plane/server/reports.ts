import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type EventsRequest, eventsRequest, type InventoryRequest } from "../contract.ts";
import { read } from "./records.ts";

/** What hosts tell of themselves: their inventory, and what happened on them. */
export interface Reports {
  inventory(hostUid: string): Inventory | undefined;
  putInventory(hostUid: string, inventory: InventoryNews): void;
  /** Each id once, however often it is sent; the oldest go when there are too many. */
  addEvents(hostUid: string, events: EventsRequest["events"], nowMs: number): void;
  /** Newest first. */
  events(hostUid: string, count: number): EventsRequest["events"];
  forgetHost(hostUid: string): void;
}

const content = z.object({
  device: z.record(z.string(), z.unknown()),
  xFacts: z.record(z.string(), z.unknown()).optional(),
});

type InventoryNews = Omit<InventoryRequest, "digest"> & {
  /** Absent: it came with the enrolment. */
  readonly digest?: string;
  readonly atMs: number;
};
export type Inventory = InventoryNews;

const KEPT_EVENTS = 1000;
const MOST_EVENT_BYTES = 8 * 1024;
const event = eventsRequest.shape.events.element;

export function createReports(db: DatabaseSync): Reports {
  const inventory = db.prepare("SELECT digest, at_ms, record FROM inventories WHERE host_uid = ?");
  const put = db.prepare(
    "INSERT OR REPLACE INTO inventories (host_uid, digest, at_ms, record) VALUES (?, ?, ?, ?)",
  );
  const add = db.prepare(
    "INSERT OR IGNORE INTO host_events (host_uid, id, received_ms, record) VALUES (?, ?, ?, ?)",
  );
  const trim = db.prepare(`DELETE FROM host_events WHERE host_uid = ?1 AND id <=
    (SELECT id FROM host_events WHERE host_uid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_EVENTS})`);
  const events = db.prepare(
    "SELECT record FROM host_events WHERE host_uid = ? ORDER BY id DESC LIMIT ?",
  );
  const forgets = ["inventories", "host_events"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE host_uid = ?`),
  );
  return {
    inventory(hostUid) {
      const row = inventory.get(hostUid);
      if (row === undefined) return undefined;
      const { digest, at_ms: atMs } = row;
      return {
        ...read(content, row),
        atMs: Number(atMs),
        ...(digest === null ? {} : { digest: String(digest) }),
      };
    },
    putInventory(hostUid, { digest, atMs, ...rest }) {
      put.run(hostUid, digest ?? null, atMs, JSON.stringify(content.parse(rest)));
    },
    addEvents(hostUid, news, nowMs) {
      for (const each of news) add.run(hostUid, each.id, nowMs, textOf(each));
      trim.run(hostUid);
    },
    events: (hostUid, count) => events.all(hostUid, count).map((row) => read(event, row)),
    forgetHost(hostUid) {
      for (const forget of forgets) forget.run(hostUid);
    },
  };
}

/** One that is too long is kept without its data: refused, it would be sent again for ever. */
function textOf(news: EventsRequest["events"][number]): string {
  const whole = JSON.stringify(news);
  if (Buffer.byteLength(whole) <= MOST_EVENT_BYTES) return whole;
  return JSON.stringify({ ...news, data: { leftOut: "too long" } });
}
