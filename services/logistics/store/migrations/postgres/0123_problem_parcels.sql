-- Parcels in trouble.
CREATE TABLE problem_parcels (
  shop text COLLATE "C" NOT NULL,
  problem_parcel text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, problem_parcel)
);
CREATE INDEX problem_parcels_by_time ON problem_parcels (shop, create_ms, problem_parcel);
CREATE INDEX problem_parcels_by_state ON problem_parcels (shop, state, create_ms, problem_parcel);
CREATE INDEX problem_parcels_by_order ON problem_parcels (shop, order_id);
