-- Lines of orders in price protection; `unit_minor` is what a piece was sold for, or the lower price
-- that the line was settled at since.
CREATE TABLE protected_lines (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  sku_id TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  unit_minor INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX protected_lines_by_sku ON protected_lines (shop, sku_id, until_ms, order_id, line);

-- How far a drop is settled: behind which line.
CREATE TABLE price_drops (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  after_until_ms INTEGER NOT NULL,
  after_order_id TEXT NOT NULL,
  after_line INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX price_drops_by_age ON price_drops (shop, created_ms, id);
