-- Recalls and changes of address.
CREATE TABLE intercepts (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  intercept TEXT NOT NULL,
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, shipment, intercept)
) STRICT, WITHOUT ROWID;
CREATE INDEX intercepts_by_time ON intercepts (shop, create_ms, intercept);
CREATE INDEX intercepts_by_shipment ON intercepts (shop, shipment, create_ms, intercept);
CREATE INDEX intercepts_by_state ON intercepts (shop, state, create_ms, intercept, kind);
