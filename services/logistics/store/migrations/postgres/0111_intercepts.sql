-- Recalls and changes of address.
CREATE TABLE intercepts (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  intercept text COLLATE "C" NOT NULL,
  kind bigint NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, shipment, intercept)
);
CREATE INDEX intercepts_by_time ON intercepts (shop, create_ms, intercept);
CREATE INDEX intercepts_by_shipment ON intercepts (shop, shipment, create_ms, intercept);
CREATE INDEX intercepts_by_state ON intercepts (shop, state, create_ms, intercept, kind);
