-- Insurances of return freight, one an order.
CREATE TABLE return_insurances (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX return_insurances_by_time ON return_insurances (shop, create_ms, order_id);
CREATE INDEX return_insurances_by_state ON return_insurances (shop, state, create_ms, order_id);
