-- What the shop's page says is left of a SKU. `too_high` as of the last change of page or stock.
CREATE TABLE listed_stock (
  shop TEXT NOT NULL,
  sku TEXT NOT NULL,
  listed INTEGER NOT NULL,
  too_high INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, sku)
) WITHOUT ROWID;
CREATE INDEX listed_stock_too_high ON listed_stock (shop, sku) WHERE too_high = 1;

-- A copy of the SKU's listed_stock.listed, so that who locks a level to change it sees at once
-- whether the page now promises too much.
ALTER TABLE stock_levels ADD COLUMN listed INTEGER;
-- How many levels the SKU has, NULL when none was added since this column: who waited for a lock
-- while one was being added sees by it that the levels found are not all.
ALTER TABLE stock_levels ADD COLUMN level_count INTEGER;
