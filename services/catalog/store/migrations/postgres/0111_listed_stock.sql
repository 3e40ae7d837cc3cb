-- What the shop's page says is left of a SKU. `too_high` as of the last change of page or stock.
CREATE TABLE listed_stock (
  shop text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  listed bigint NOT NULL,
  too_high bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, sku)
);
CREATE INDEX listed_stock_too_high ON listed_stock (shop, sku) WHERE too_high = 1;

-- A copy of the SKU's listed_stock.listed, so that who locks a level to change it sees at once
-- whether the page now promises too much.
ALTER TABLE stock_levels ADD COLUMN listed bigint;
-- How many levels the SKU has, NULL when none was added since this column: who waited for a lock
-- while one was being added sees by it that the levels found are not all.
ALTER TABLE stock_levels ADD COLUMN level_count bigint;
