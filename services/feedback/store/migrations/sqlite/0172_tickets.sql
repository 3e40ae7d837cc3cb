-- has_refund: whether a refund was opened from it. `agent` is the number as it is given; empty: nobody.
CREATE TABLE tickets (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  agent TEXT NOT NULL,
  state INTEGER NOT NULL,
  has_refund INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX tickets_by_time ON tickets (shop, create_ms, id);
CREATE INDEX tickets_by_state ON tickets (shop, state, create_ms, id);
CREATE INDEX tickets_by_agent ON tickets (shop, agent, create_ms, id);
CREATE INDEX tickets_by_buyer ON tickets (shop, buyer, create_ms, id);
CREATE INDEX tickets_by_order ON tickets (shop, order_id, create_ms, id);

-- State and money of orders' refunds, as their feed told them last.
CREATE TABLE refunds (
  shop TEXT NOT NULL,
  name TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, name)
) STRICT, WITHOUT ROWID;
