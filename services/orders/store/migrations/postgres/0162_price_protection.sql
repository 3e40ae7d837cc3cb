-- Lines of orders in price protection; `unit_minor` is what a piece was sold for, or the lower price
-- that the line was settled at since.
CREATE TABLE protected_lines (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  line bigint NOT NULL,
  sku_id text COLLATE "C" NOT NULL,
  until_ms bigint NOT NULL,
  unit_minor bigint NOT NULL,
  PRIMARY KEY (shop, order_id, line)
);
CREATE INDEX protected_lines_by_sku ON protected_lines (shop, sku_id, until_ms, order_id, line);

-- How far a drop is settled: behind which line.
CREATE TABLE price_drops (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  after_until_ms bigint NOT NULL,
  after_order_id text COLLATE "C" NOT NULL,
  after_line bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX price_drops_by_age ON price_drops (shop, created_ms, id);
