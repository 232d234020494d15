import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { z } from "zod";
import { type Enrolment, enrolment, type HostRecord, host } from "./state.ts";

/** Enrolments and hosts in the database, by what they are looked up with. */
export interface Records {
  readonly enrolments: {
    byId(id: string): Enrolment | undefined;
    byRequest(keyId: string, idempotencyKey: string): Enrolment | undefined;
    byCode(code: string): Enrolment | undefined;
    /** The newest that waits for a decision. */
    openByHostId(hostId: string, nowMs: number): Enrolment | undefined;
    openOfKey(keyId: string, nowMs: number): readonly Enrolment[];
    open(nowMs: number): readonly Enrolment[];
    countOpen(nowMs: number): number;
    put(record: Enrolment): void;
    forgetHost(hostUid: string): void;
    /** Those that led to no host and ran out before that moment, and the oldest of too many. */
    forgetBefore(beforeMs: number, nowMs: number): void;
    /** All but the newest few of one key: whoever asks again and again does not fill the disk. */
    forgetOld(keyId: string): void;
  };
  readonly hosts: {
    byUid(uid: string): HostRecord | undefined;
    byKey(keyId: string): HostRecord | undefined;
    liveById(id: string): HostRecord | undefined;
    all(): readonly HostRecord[];
    put(record: HostRecord): void;
    delete(uid: string): void;
  };
}

/** Requests that came to nothing, for as long as somebody may still ask about them. */
const KEPT = 5000;
const KEPT_OF_KEY = 8;

export function createRecords(db: DatabaseSync): Records {
  return { enrolments: enrolmentsIn(db), hosts: hostsIn(db) };
}

function enrolmentsIn(db: DatabaseSync): Records["enrolments"] {
  const find = (where: string) => {
    const query = db.prepare(`SELECT record FROM enrolments WHERE ${where}`);
    return (...values: readonly (string | number)[]) =>
      query.all(...values).map((row) => read(enrolment, row));
  };
  const isOpen = "status = 'pending' AND expires_ms > ?";
  const byId = find("id = ?");
  const byRequest = find("key_id = ? AND idempotency_key = ?");
  const byCode = find("user_code = ?");
  const openByHostId = find(`host_id = ? AND ${isOpen} ORDER BY rowid DESC LIMIT 1`);
  const openOfKey = find(`key_id = ? AND ${isOpen}`);
  const open = find(`${isOpen} ORDER BY rowid`);
  const count = db.prepare(`SELECT count(*) AS n FROM enrolments WHERE ${isOpen}`);
  const put = db.prepare(`INSERT INTO enrolments
    (id, key_id, idempotency_key, user_code, host_id, host_uid, status, expires_ms, record)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET host_uid = excluded.host_uid, status = excluded.status, record = excluded.record`);
  const forgetHost = db.prepare("DELETE FROM enrolments WHERE host_uid = ?");
  const forgetBefore = db.prepare(
    "DELETE FROM enrolments WHERE status <> 'approved' AND expires_ms < ?",
  );
  const forgetMost = db.prepare(`DELETE FROM enrolments
    WHERE status <> 'approved' AND expires_ms < ? AND rowid <=
      (SELECT rowid FROM enrolments ORDER BY rowid DESC LIMIT 1 OFFSET ${KEPT})`);
  const forgetOld = db.prepare(`DELETE FROM enrolments WHERE key_id = ?1 AND rowid <=
    (SELECT rowid FROM enrolments WHERE key_id = ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ${KEPT_OF_KEY})`);
  return {
    byId: (id) => byId(id)[0],
    byRequest: (keyId, idempotencyKey) => byRequest(keyId, idempotencyKey)[0],
    byCode: (code) => byCode(code)[0],
    openByHostId: (hostId, nowMs) => openByHostId(hostId, nowMs)[0],
    openOfKey,
    open,
    countOpen: (nowMs) => Number(count.get(nowMs)?.n),
    put(it) {
      const { id, keyId, idempotencyKey, userCode, request, hostUid, status, expiresMs } = it;
      const asked = [id, keyId, idempotencyKey, userCode, request.host.id] as const;
      put.run(...asked, hostUid ?? null, status, expiresMs, JSON.stringify(it));
    },
    forgetHost: (hostUid) => void forgetHost.run(hostUid),
    forgetBefore(beforeMs, nowMs) {
      forgetBefore.run(beforeMs);
      forgetMost.run(nowMs);
    },
    forgetOld: (keyId) => void forgetOld.run(keyId),
  };
}

function hostsIn(db: DatabaseSync): Records["hosts"] {
  const find = (where: string) => {
    const query = db.prepare(`SELECT record FROM hosts WHERE ${where}`);
    return (...values: readonly string[]) => query.all(...values).map((row) => read(host, row));
  };
  const byUid = find("uid = ?");
  const byKey = find("key_id = ?");
  const liveById = find("id = ? AND status = 'ready'");
  const all = find("true ORDER BY rowid");
  const put = db.prepare(`INSERT INTO hosts (uid, id, key_id, status, record)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE
    SET id = excluded.id, status = excluded.status, record = excluded.record`);
  const remove = db.prepare("DELETE FROM hosts WHERE uid = ?");
  return {
    byUid: (uid) => byUid(uid)[0],
    byKey: (keyId) => byKey(keyId)[0],
    liveById: (id) => liveById(id)[0],
    all,
    put: (it) => void put.run(it.uid, it.id, it.keyId, it.status, JSON.stringify(it)),
    delete: (uid) => void remove.run(uid),
  };
}

/** What is in the column `record` of a row, checked. */
export function read<T>(schema: z.ZodType<T>, row: Readonly<Record<string, SQLOutputValue>>): T {
  return schema.parse(JSON.parse(String(row.record)));
}
