CREATE TABLE competitor_products (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX competitor_products_by_category ON competitor_products (shop, category, id);
