-- What goes with a product.
CREATE TABLE suggestion_guides (
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, product)
) WITHOUT ROWID;

-- Products that are promoted from `start_ms` until `end_ms`.
CREATE TABLE promotions (
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, product)
) WITHOUT ROWID;
CREATE INDEX promotions_by_end ON promotions (shop, end_ms);
