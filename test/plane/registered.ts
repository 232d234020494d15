import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { createManualClock, type ManualClock } from "../../src/host/index.ts";
import {
  createHostKey,
  type HostKey,
  type Plane,
  type PlaneOptions,
  startPlane,
} from "../../src/plane/index.ts";
import { enrolment, type RawAnswer, type RawCall, signed } from "./raw-host.ts";

/** A plane with a database, and hosts that are registered with it. */
export interface RegisteredBench {
  readonly plane: Plane;
  readonly clock: ManualClock;
  /** Of every row that a caller could change: all tables but the audit. */
  rows(): string;
  register(id: string): Promise<RegisteredHost>;
}

export interface RegisteredHost {
  readonly uid: string;
  readonly enrolmentId: string;
  readonly key: HostKey;
  readonly bearer: { readonly authorization: string };
  /** A request as this host sends it. */
  ask(method: RawCall["method"], path: string, body?: unknown): Promise<RawAnswer>;
}

const TOKEN = "good-token-123";

export async function openRegistered(
  t: TestContext,
  options: Partial<PlaneOptions> = {},
): Promise<RegisteredBench> {
  const folder = mkdtempSync(join(tmpdir(), "plane-"));
  const clock = createManualClock({ auto: false });
  const database = join(folder, "plane.db");
  const plane = await startPlane({
    listen: { host: "127.0.0.1", port: 0 },
    tokens: [{ token: TOKEN }],
    clock,
    database,
    perSecond: 5000,
    admission: { perSecond: 5000 },
    ...options,
  });
  t.after(async () => {
    await plane.close();
    rmSync(folder, { recursive: true });
  });
  return {
    plane,
    clock,
    rows: () => rowsOf(database),
    register: (id) => register(plane, clock, id),
  };
}

async function register(plane: Plane, clock: ManualClock, id: string): Promise<RegisteredHost> {
  const key = await createHostKey();
  const post = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
    signed(key, clock.nowMs(), { method: "POST", url: plane.url + path, body, headers });
  const { json } = await post(
    "/enrolments",
    enrolment(key, { method: "token", host: { id, idSource: "test", name: id } }),
    { "idempotency-key": `key-${id}`, authorization: `Bearer ${TOKEN}` },
  );
  const access = await post("/token", JSON.stringify({ hostUid: json.hostUid }), {});
  const bearer = { authorization: `Bearer ${access.json.accessToken}` };
  return {
    uid: json.hostUid,
    enrolmentId: json.enrolmentId,
    key,
    bearer,
    ask: (method, path, body) =>
      signed(key, clock.nowMs(), {
        method,
        url: plane.url + path,
        headers: bearer,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

function rowsOf(database: string): string {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const tables = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
      .map(({ name }) => String(name))
      .filter((name) => name !== "audit")
      .sort();
    const rows = tables.map((name) => [
      name,
      db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all(),
    ]);
    return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
  } finally {
    db.close();
  }
}
