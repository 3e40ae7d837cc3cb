-- Pieces that were not there when they were packed. Ids stand as they do in names (escaped).
CREATE TABLE shortages (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX shortages_by_age ON shortages (shop, created_ms, id);
CREATE INDEX shortages_by_state ON shortages (shop, state, created_ms, id);
