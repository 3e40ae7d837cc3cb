-- Insurances of return freight, one an order.
CREATE TABLE return_insurances (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX return_insurances_by_time ON return_insurances (shop, create_ms, order_id);
CREATE INDEX return_insurances_by_state ON return_insurances (shop, state, create_ms, order_id);
