-- What is missing or unclear of products, those with the most findings first. Of each kind of findings a product has a row, and one
-- of kind 0 if it has any. `findings` is negative, so that the most come first in the order of the keys.
CREATE TABLE product_clarity (
  shop TEXT NOT NULL,
  kind INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  product TEXT NOT NULL,
  PRIMARY KEY (shop, kind, findings, product)
) WITHOUT ROWID;
CREATE INDEX product_clarity_by_product ON product_clarity (shop, product);
-- What was searched in vain. `rank` is negative, as above.
CREATE TABLE failed_searches (
  shop TEXT NOT NULL,
  query TEXT NOT NULL,
  rank INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, query)
) WITHOUT ROWID;
CREATE INDEX failed_searches_by_rank ON failed_searches (shop, rank, query);
-- The products that there are are looked at, in batches.
INSERT INTO timers (kind, resource_name, due_us)
SELECT 'product.clarity', 'shops/' || shop || '/policy', 0 FROM policies;
