-- has_refund: whether a refund was opened from it. `agent` is the number as it is given; empty: nobody.
CREATE TABLE tickets (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  has_refund bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX tickets_by_time ON tickets (shop, create_ms, id);
CREATE INDEX tickets_by_state ON tickets (shop, state, create_ms, id);
CREATE INDEX tickets_by_agent ON tickets (shop, agent, create_ms, id);
CREATE INDEX tickets_by_buyer ON tickets (shop, buyer, create_ms, id);
CREATE INDEX tickets_by_order ON tickets (shop, order_id, create_ms, id);

-- State and money of orders' refunds, as their feed told them last.
CREATE TABLE refunds (
  shop text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, name)
);
