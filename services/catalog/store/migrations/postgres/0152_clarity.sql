-- What is missing or unclear of products, those with the most findings first. Of each kind of findings a product has a row, and one
-- of kind 0 if it has any. `findings` is negative, so that the most come first in the order of the keys.
CREATE TABLE product_clarity (
  shop text COLLATE "C" NOT NULL,
  kind bigint NOT NULL,
  findings bigint NOT NULL,
  product text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, kind, findings, product)
);
CREATE INDEX product_clarity_by_product ON product_clarity (shop, product);
-- What was searched in vain. `rank` is negative, as above.
CREATE TABLE failed_searches (
  shop text COLLATE "C" NOT NULL,
  query text COLLATE "C" NOT NULL,
  rank bigint NOT NULL,
  count bigint NOT NULL,
  last_ms bigint NOT NULL,
  PRIMARY KEY (shop, query)
);
CREATE INDEX failed_searches_by_rank ON failed_searches (shop, rank, query);
-- The products that there are are looked at, in batches.
INSERT INTO timers (kind, resource_name, due_us)
SELECT 'product.clarity', 'shops/' || shop || '/policy', 0 FROM policies;
