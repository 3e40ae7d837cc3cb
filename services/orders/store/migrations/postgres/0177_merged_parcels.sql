-- Orders that go in one parcel. Ids stand as they do in names (escaped).
CREATE TABLE merged_parcels (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX merged_parcels_by_age ON merged_parcels (shop, created_ms, id);
CREATE INDEX merged_parcels_by_state ON merged_parcels (shop, state, created_ms, id);

-- Paid orders that may share a parcel: `receiver` is a keyed hash of the buyer and to whom and how it goes, `parcel_id` the
-- parcel that it is offered, or goes, in; empty: none.
CREATE TABLE merge_candidates (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  receiver bytea NOT NULL,
  parcel_id text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX merge_candidates_by_receiver ON merge_candidates (shop, receiver, created_ms, order_id);
