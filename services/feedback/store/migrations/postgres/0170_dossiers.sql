-- Evidence. Of a dossier's items number 0 is the header: its meta begins the chain, and nothing of it is sealed. Boxes are sealed
-- with keys of their own, which are in `sealed` under the dossier's name.
CREATE TABLE dossiers (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX dossiers_by_time ON dossiers (shop, create_ms, id);
CREATE INDEX dossiers_by_state ON dossiers (shop, state, create_ms, id);
CREATE INDEX dossiers_by_buyer ON dossiers (shop, buyer, create_ms, id);
CREATE INDEX dossiers_by_order ON dossiers (shop, order_id, id);

CREATE TABLE dossier_items (
  shop text COLLATE "C" NOT NULL,
  dossier text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  meta bytea NOT NULL,
  box bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (shop, dossier, number)
);
