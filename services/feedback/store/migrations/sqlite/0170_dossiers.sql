-- Evidence. Of a dossier's items number 0 is the header: its meta begins the chain, and nothing of it is sealed. Boxes are sealed
-- with keys of their own, which are in `sealed` under the dossier's name.
CREATE TABLE dossiers (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX dossiers_by_time ON dossiers (shop, create_ms, id);
CREATE INDEX dossiers_by_state ON dossiers (shop, state, create_ms, id);
CREATE INDEX dossiers_by_buyer ON dossiers (shop, buyer, create_ms, id);
CREATE INDEX dossiers_by_order ON dossiers (shop, order_id, id);

CREATE TABLE dossier_items (
  shop TEXT NOT NULL,
  dossier TEXT NOT NULL,
  number INTEGER NOT NULL,
  meta BLOB NOT NULL,
  box BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (shop, dossier, number)
) STRICT;
