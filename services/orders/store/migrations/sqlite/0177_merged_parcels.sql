-- Orders that go in one parcel. Ids stand as they do in names (escaped).
CREATE TABLE merged_parcels (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX merged_parcels_by_age ON merged_parcels (shop, created_ms, id);
CREATE INDEX merged_parcels_by_state ON merged_parcels (shop, state, created_ms, id);

-- Paid orders that may share a parcel: `receiver` is a keyed hash of the buyer and to whom and how it goes, `parcel_id` the
-- parcel that it is offered, or goes, in; empty: none.
CREATE TABLE merge_candidates (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  receiver BLOB NOT NULL,
  parcel_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT;
CREATE INDEX merge_candidates_by_receiver ON merge_candidates (shop, receiver, created_ms, order_id);
