-- Pieces that were not there when they were packed. Ids stand as they do in names (escaped).
CREATE TABLE shortages (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX shortages_by_age ON shortages (shop, created_ms, id);
CREATE INDEX shortages_by_state ON shortages (shop, state, created_ms, id);
