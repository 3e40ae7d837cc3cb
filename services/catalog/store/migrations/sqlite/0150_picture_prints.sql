-- What products' pictures look like. `version` counts what was stored of a shop: in the order of commits, as `picture_counts`
-- is locked by who stores.
CREATE TABLE picture_prints (
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  picture TEXT NOT NULL,
  version INTEGER NOT NULL,
  print BLOB NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, product, picture)
) WITHOUT ROWID;
CREATE UNIQUE INDEX picture_prints_by_version ON picture_prints (shop, version);
CREATE TABLE picture_counts (
  shop TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  pictures INTEGER NOT NULL
) WITHOUT ROWID;
