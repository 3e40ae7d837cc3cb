-- What products' pictures look like. `version` counts what was stored of a shop: in the order of commits, as `picture_counts`
-- is locked by who stores.
CREATE TABLE picture_prints (
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  picture text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  print bytea NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, product, picture)
);
CREATE UNIQUE INDEX picture_prints_by_version ON picture_prints (shop, version);
CREATE TABLE picture_counts (
  shop text COLLATE "C" NOT NULL PRIMARY KEY,
  version bigint NOT NULL,
  pictures bigint NOT NULL
);
