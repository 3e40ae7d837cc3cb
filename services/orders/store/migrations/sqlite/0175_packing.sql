-- Parcels that are packed. Ids stand as they do in names (escaped).
CREATE TABLE packing_jobs (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  waybill TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX packing_jobs_by_age ON packing_jobs (shop, created_ms, id);
CREATE INDEX packing_jobs_by_state ON packing_jobs (shop, state, created_ms, id);
CREATE INDEX packing_jobs_by_waybill ON packing_jobs (shop, waybill, created_ms, id);

-- What carriers take at once.
CREATE TABLE hand_over_lists (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX hand_over_lists_by_age ON hand_over_lists (shop, created_ms, id);
CREATE INDEX hand_over_lists_by_state ON hand_over_lists (shop, state, created_ms, id);
