/**
 * Everything a plane remembers. Columns are what is searched by; `record` is the rest, as JSON.
 * Secrets in it: the key that signs desired states. Tokens, links, pairing keys and passwords are
 * kept as digests.
 */
export const TABLES = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS enrolments (
  id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  user_code TEXT NOT NULL,
  host_id TEXT NOT NULL,
  host_uid TEXT,
  status TEXT NOT NULL,
  expires_ms INTEGER NOT NULL,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS enrolments_asked ON enrolments (key_id, idempotency_key);
CREATE UNIQUE INDEX IF NOT EXISTS enrolments_code ON enrolments (user_code);
CREATE INDEX IF NOT EXISTS enrolments_host_id ON enrolments (host_id);
CREATE INDEX IF NOT EXISTS enrolments_host_uid ON enrolments (host_uid);
CREATE INDEX IF NOT EXISTS enrolments_open ON enrolments (status, expires_ms);
CREATE TABLE IF NOT EXISTS hosts (
  uid TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  key_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS hosts_live ON hosts (id) WHERE status = 'ready';
CREATE TABLE IF NOT EXISTS beats (host_uid TEXT PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS inventories (
  host_uid TEXT PRIMARY KEY, digest TEXT, at_ms INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS host_events (
  host_uid TEXT NOT NULL, id TEXT NOT NULL, received_ms INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (host_uid, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  digest TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  used INTEGER NOT NULL DEFAULT 0,
  revoked_ms INTEGER,
  record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS expected_hosts (
  id TEXT PRIMARY KEY,
  wrong_tries INTEGER NOT NULL DEFAULT 0,
  record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS operators (
  name TEXT PRIMARY KEY, password TEXT, changed_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sign_in_links (
  digest TEXT PRIMARY KEY, operator TEXT NOT NULL, until_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);
`;
