-- Ids stand as they do in names (escaped). held has a bit for each kind of hold; ship_by_ms is 0 without a promise. `data` is the serialized, masked resource.
CREATE TABLE orders (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  buyer TEXT NOT NULL,
  agent TEXT NOT NULL,
  method INTEGER NOT NULL,
  held INTEGER NOT NULL,
  ship_by_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (shop, id)
) STRICT;
CREATE INDEX orders_by_update ON orders (shop, updated_ms, id);
CREATE INDEX orders_by_state ON orders (shop, state, updated_ms, id);
CREATE INDEX orders_by_buyer ON orders (shop, buyer, updated_ms, id);
CREATE INDEX orders_by_agent ON orders (shop, agent, updated_ms, id) WHERE agent <> '';
CREATE INDEX orders_held ON orders (shop, updated_ms, id) WHERE held <> 0;
CREATE INDEX orders_by_creation ON orders (shop, created_ms, id);
CREATE INDEX orders_by_state_created ON orders (shop, state, created_ms, id);
CREATE INDEX orders_by_agent_created ON orders (shop, agent, created_ms, id) WHERE agent <> '';
CREATE INDEX orders_by_method_created ON orders (shop, method, created_ms, id);
CREATE INDEX orders_held_created ON orders (shop, created_ms, id) WHERE held <> 0;
CREATE INDEX orders_by_ship_by ON orders (shop, ship_by_ms, id);
CREATE INDEX orders_by_state_ship_by ON orders (shop, state, ship_by_ms, id);
-- Returns take goods back from a buyer's orders, newest order first.
CREATE INDEX orders_by_buyer_created ON orders (shop, buyer, created_ms, id);

-- The movements of money, append-only; sequence counts within the order.
CREATE TABLE ledger (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  goods_minor INTEGER NOT NULL,
  freight_minor INTEGER NOT NULL,
  surcharge_minor INTEGER NOT NULL,
  units INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_time ON ledger (shop, time_ms, order_id, sequence);

-- The payment channel's transactions; stray ones were refunded.
CREATE TABLE payments (
  shop TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  stray INTEGER NOT NULL,
  PRIMARY KEY (shop, transaction_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunds (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  buyer TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, id)
) STRICT;
CREATE INDEX refunds_by_order ON refunds (shop, order_id, created_ms, id);
CREATE INDEX refunds_by_state ON refunds (shop, state, created_ms, order_id, id);

CREATE TABLE returns (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  unmatched_quantity INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX returns_by_age ON returns (shop, created_ms, id);
CREATE INDEX returns_unmatched ON returns (shop, created_ms, id) WHERE unmatched_quantity > 0;
