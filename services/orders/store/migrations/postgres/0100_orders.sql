-- Ids stand as they do in names (escaped). `data` is the serialized, masked resource.
CREATE TABLE orders (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
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
-- Returns take goods back from a buyer's orders, newest order first.
CREATE INDEX orders_by_buyer_created ON orders (shop, buyer, created_ms, id);

-- The movements of money, append-only; sequence counts within the order.
CREATE TABLE ledger (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  kind bigint NOT NULL,
  goods_minor bigint NOT NULL,
  freight_minor bigint NOT NULL,
  surcharge_minor bigint NOT NULL,
  units bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, sequence)
);

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
