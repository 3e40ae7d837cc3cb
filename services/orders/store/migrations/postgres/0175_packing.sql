-- Parcels that are packed. Ids stand as they do in names (escaped).
CREATE TABLE packing_jobs (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  waybill text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX packing_jobs_by_age ON packing_jobs (shop, created_ms, id);
CREATE INDEX packing_jobs_by_state ON packing_jobs (shop, state, created_ms, id);
CREATE INDEX packing_jobs_by_waybill ON packing_jobs (shop, waybill, created_ms, id);

-- What carriers take at once.
CREATE TABLE hand_over_lists (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX hand_over_lists_by_age ON hand_over_lists (shop, created_ms, id);
CREATE INDEX hand_over_lists_by_state ON hand_over_lists (shop, state, created_ms, id);
