CREATE TABLE competitor_products (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  category TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) WITHOUT ROWID;
CREATE INDEX competitor_products_by_category ON competitor_products (shop, category, id);
