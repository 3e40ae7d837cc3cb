-- What orders came to, for the shop's rates.
CREATE TABLE order_outcomes (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id, outcome)
) STRICT, WITHOUT ROWID;
