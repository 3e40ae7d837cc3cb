-- What goes with a product.
CREATE TABLE suggestion_guides (
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, product)
);

-- Products that are promoted from `start_ms` until `end_ms`.
CREATE TABLE promotions (
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  start_ms bigint NOT NULL,
  end_ms bigint NOT NULL,
  rank bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, product)
);
CREATE INDEX promotions_by_end ON promotions (shop, end_ms);
