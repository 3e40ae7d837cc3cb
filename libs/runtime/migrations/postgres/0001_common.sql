-- What a mutating call answered, for its repetitions. Purged after 48 h, in the order of ids.
CREATE TABLE idempotency (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  caller text COLLATE "C" NOT NULL,
  request_hash bytea NOT NULL,
  response bytea NOT NULL,
  created_ms bigint NOT NULL,
  UNIQUE (request_id, method, caller)
);

-- The event log. machine_ms is for retention only; the order is the sequence's, whose values are
-- taken one by one so that the last one given bounds all that were.
CREATE SEQUENCE event_sequence AS bigint CACHE 1;
CREATE TABLE events (
  sequence bigint PRIMARY KEY DEFAULT nextval('event_sequence'),
  shop text COLLATE "C" NOT NULL,
  event_ms bigint NOT NULL,
  machine_ms bigint NOT NULL,
  payload bytea NOT NULL
);

-- One row: the last sequence that was purged.
CREATE TABLE event_log (
  id bigint PRIMARY KEY,
  purged_to bigint NOT NULL
);
INSERT INTO event_log (id, purged_to) VALUES (1, 0);

-- A follower's cursor, which is also its lease: who holds it is owner, and beat counts renewals.
CREATE TABLE followers (
  name text COLLATE "C" PRIMARY KEY,
  applied_to bigint NOT NULL,
  applied_count bigint NOT NULL,
  owner text COLLATE "C" NOT NULL,
  beat bigint NOT NULL
);

-- Events that could not be applied, and those of the same resource behind them.
CREATE TABLE parked_events (
  follower text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  resource_name text COLLATE "C" NOT NULL,
  released bigint NOT NULL,
  parked_ms bigint NOT NULL,
  error text COLLATE "C" NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (follower, sequence)
);
CREATE INDEX parked_events_by_resource ON parked_events (follower, resource_name, sequence);

-- Timers in business time; retry_ms, a back-off, is machine time.
CREATE TABLE timers (
  kind text COLLATE "C" NOT NULL,
  resource_name text COLLATE "C" NOT NULL,
  due_us bigint NOT NULL,
  retry_ms bigint NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0,
  parked bigint NOT NULL DEFAULT 0,
  error text COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (kind, resource_name)
);
CREATE INDEX timers_by_due ON timers (due_us) WHERE parked = 0;
CREATE INDEX timers_by_retry ON timers (retry_ms) WHERE retry_ms > 0;
CREATE INDEX timers_parked ON timers (kind, resource_name) WHERE parked = 1;

-- One row once business time was set.
CREATE TABLE business_clock (
  id bigint PRIMARY KEY,
  now_us bigint NOT NULL
);

-- The originals of personal data: nonce and ciphertext, bound to resource and slot.
CREATE TABLE sealed (
  resource_name text COLLATE "C" NOT NULL,
  slot text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  box bytea NOT NULL,
  PRIMARY KEY (resource_name, slot)
);

-- Keyed hashes of personal values, to find resources by them.
CREATE TABLE blind_index (
  resource_name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  shop text COLLATE "C" NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (resource_name, kind)
);
CREATE INDEX blind_index_by_hash ON blind_index (shop, kind, hash, resource_name);

-- Who read which originals, and why.
CREATE TABLE reveals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reveal_ms bigint NOT NULL,
  resource_name text COLLATE "C" NOT NULL,
  slot text COLLATE "C" NOT NULL,
  actor_kind bigint NOT NULL,
  actor_id text COLLATE "C" NOT NULL,
  actor_role text COLLATE "C" NOT NULL,
  caller text COLLATE "C" NOT NULL,
  purpose text COLLATE "C" NOT NULL
);
CREATE INDEX reveals_by_resource ON reveals (resource_name, id);

-- A shop is where its policy is. Ids stand escaped, as in names; data is the serialized message.
CREATE TABLE policies (
  shop text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  data bytea NOT NULL
);

-- Revision n is what UpdatePolicy made of the policy the n-th time.
CREATE TABLE policy_revisions (
  shop text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, revision)
);
