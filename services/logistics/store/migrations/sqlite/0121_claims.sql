-- What is asked of carriers for parcels.
CREATE TABLE claims (
  shop TEXT NOT NULL,
  claim TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_time ON claims (shop, create_ms, claim);
CREATE INDEX claims_by_state ON claims (shop, state, create_ms, claim);
CREATE INDEX claims_by_order ON claims (shop, order_id);
