-- Ids stand as they do in names (escaped). held has a bit for each kind of hold; ship_by_ms is 0 without a promise. `data` is the serialized, masked resource.
CREATE TABLE orders (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  method bigint NOT NULL,
  held bigint NOT NULL,
  ship_by_ms bigint NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  UNIQUE (shop, id)
);
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
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  time_ms bigint NOT NULL,
  kind bigint NOT NULL,
  goods_minor bigint NOT NULL,
  freight_minor bigint NOT NULL,
  surcharge_minor bigint NOT NULL,
  units bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, sequence)
);
CREATE INDEX ledger_by_time ON ledger (shop, time_ms, order_id, sequence);

-- The payment channel's transactions; stray ones were refunded.
CREATE TABLE payments (
  shop text COLLATE "C" NOT NULL,
  transaction_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  stray bigint NOT NULL,
  PRIMARY KEY (shop, transaction_id)
);

CREATE TABLE refunds (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, id)
);
CREATE INDEX refunds_by_order ON refunds (shop, order_id, created_ms, id);
CREATE INDEX refunds_by_state ON refunds (shop, state, created_ms, order_id, id);

CREATE TABLE returns (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  quantity bigint NOT NULL,
  unmatched_quantity bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX returns_by_age ON returns (shop, created_ms, id);
CREATE INDEX returns_unmatched ON returns (shop, created_ms, id) WHERE unmatched_quantity > 0;
