-- Carriers who are booked to fetch parcels.
CREATE TABLE pickups (
  shop TEXT NOT NULL,
  pickup TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, pickup)
) STRICT, WITHOUT ROWID;
CREATE INDEX pickups_by_time ON pickups (shop, create_ms, pickup);
CREATE INDEX pickups_by_state ON pickups (shop, state, create_ms, pickup);
