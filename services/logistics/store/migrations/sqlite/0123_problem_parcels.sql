-- Parcels in trouble.
CREATE TABLE problem_parcels (
  shop TEXT NOT NULL,
  problem_parcel TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, problem_parcel)
) STRICT, WITHOUT ROWID;
CREATE INDEX problem_parcels_by_time ON problem_parcels (shop, create_ms, problem_parcel);
CREATE INDEX problem_parcels_by_state ON problem_parcels (shop, state, create_ms, problem_parcel);
CREATE INDEX problem_parcels_by_order ON problem_parcels (shop, order_id);
