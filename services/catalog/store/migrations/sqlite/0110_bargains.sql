-- Floors. `subject` is "products/{product}" or "skus/{sku}".
CREATE TABLE price_rules (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, subject)
) WITHOUT ROWID;

CREATE TABLE bargains (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  buyer TEXT NOT NULL,
  sku TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX bargains_by_time ON bargains (shop, created_ms, id);
CREATE INDEX bargains_by_state ON bargains (shop, state, created_ms, id);
CREATE INDEX bargains_by_buyer ON bargains (shop, buyer, created_ms, id);
-- State 1 is OPEN: a buyer has one at a time for a SKU.
CREATE UNIQUE INDEX bargains_open ON bargains (shop, buyer, sku) WHERE state = 1;

CREATE TABLE grants (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  agent TEXT NOT NULL,
  product TEXT NOT NULL,
  buyer TEXT NOT NULL,
  sku TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX grants_by_time ON grants (shop, created_ms, id);
CREATE INDEX grants_by_agent ON grants (shop, agent, created_ms, id);
CREATE INDEX grants_by_product ON grants (shop, product, created_ms, id);
CREATE INDEX grants_by_buyer ON grants (shop, buyer, created_ms, id);
-- State 1 is ACTIVE: a buyer has one at a time for a SKU.
CREATE UNIQUE INDEX grants_active ON grants (shop, buyer, sku) WHERE state = 1;
