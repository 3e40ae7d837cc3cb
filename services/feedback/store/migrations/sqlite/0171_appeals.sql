CREATE TABLE appeals (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX appeals_by_time ON appeals (shop, create_ms, id);
CREATE INDEX appeals_by_state ON appeals (shop, state, create_ms, id);
CREATE INDEX appeals_by_order ON appeals (shop, order_id, id);
