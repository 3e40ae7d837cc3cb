-- What a mutating call answered, for its repetitions. Purged after 48 h, in the order of ids.
CREATE TABLE idempotency (
  id INTEGER PRIMARY KEY,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  caller TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  response BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  UNIQUE (request_id, method, caller)
) STRICT;

-- The event log. machine_ms is for retention only; the order is the sequence's. The last event is
-- never purged, so that no sequence is given twice.
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  shop TEXT NOT NULL,
  event_ms INTEGER NOT NULL,
  machine_ms INTEGER NOT NULL,
  payload BLOB NOT NULL
) STRICT;

-- One row: the last sequence that was purged.
CREATE TABLE event_log (
  id INTEGER PRIMARY KEY,
  purged_to INTEGER NOT NULL
) STRICT;
INSERT INTO event_log (id, purged_to) VALUES (1, 0);

-- A follower's cursor, which is also its lease: who holds it is owner, and beat counts renewals.
CREATE TABLE followers (
  name TEXT PRIMARY KEY,
  applied_to INTEGER NOT NULL,
  applied_count INTEGER NOT NULL,
  owner TEXT NOT NULL,
  beat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Events that could not be applied, and those of the same resource behind them.
CREATE TABLE parked_events (
  follower TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  resource_name TEXT NOT NULL,
  released INTEGER NOT NULL,
  parked_ms INTEGER NOT NULL,
  error TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (follower, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_events_by_resource ON parked_events (follower, resource_name, sequence);

-- Timers in business time; retry_ms, a back-off, is machine time.
CREATE TABLE timers (
  kind TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  due_us INTEGER NOT NULL,
  retry_ms INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  parked INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (kind, resource_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due_us) WHERE parked = 0;
CREATE INDEX timers_by_retry ON timers (retry_ms) WHERE retry_ms > 0;
CREATE INDEX timers_parked ON timers (kind, resource_name) WHERE parked = 1;

-- One row once business time was set.
CREATE TABLE business_clock (
  id INTEGER PRIMARY KEY,
  now_us INTEGER NOT NULL
) STRICT;

-- The originals of personal data: nonce and ciphertext, bound to resource and slot.
CREATE TABLE sealed (
  resource_name TEXT NOT NULL,
  slot TEXT NOT NULL,
  key_id TEXT NOT NULL,
  box BLOB NOT NULL,
  PRIMARY KEY (resource_name, slot)
) STRICT, WITHOUT ROWID;

-- Keyed hashes of personal values, to find resources by them.
CREATE TABLE blind_index (
  resource_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  shop TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (resource_name, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX blind_index_by_hash ON blind_index (shop, kind, hash, resource_name);

-- Who read which originals, and why.
CREATE TABLE reveals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reveal_ms INTEGER NOT NULL,
  resource_name TEXT NOT NULL,
  slot TEXT NOT NULL,
  actor_kind INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor_role TEXT NOT NULL,
  caller TEXT NOT NULL,
  purpose TEXT NOT NULL
) STRICT;
CREATE INDEX reveals_by_resource ON reveals (resource_name, id);

-- A shop is where its policy is. Ids stand escaped, as in names; data is the serialized message.
CREATE TABLE policies (
  shop TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Revision n is what UpdatePolicy made of the policy the n-th time.
CREATE TABLE policy_revisions (
  shop TEXT NOT NULL,
  revision INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, revision)
) STRICT, WITHOUT ROWID;
