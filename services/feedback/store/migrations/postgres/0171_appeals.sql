CREATE TABLE appeals (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX appeals_by_time ON appeals (shop, create_ms, id);
CREATE INDEX appeals_by_state ON appeals (shop, state, create_ms, id);
CREATE INDEX appeals_by_order ON appeals (shop, order_id, id);
