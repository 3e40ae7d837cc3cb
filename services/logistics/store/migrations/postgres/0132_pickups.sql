-- Carriers who are booked to fetch parcels.
CREATE TABLE pickups (
  shop text COLLATE "C" NOT NULL,
  pickup text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, pickup)
);
CREATE INDEX pickups_by_time ON pickups (shop, create_ms, pickup);
CREATE INDEX pickups_by_state ON pickups (shop, state, create_ms, pickup);
