-- What is asked of carriers for parcels.
CREATE TABLE claims (
  shop text COLLATE "C" NOT NULL,
  claim text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, claim)
);
CREATE INDEX claims_by_time ON claims (shop, create_ms, claim);
CREATE INDEX claims_by_state ON claims (shop, state, create_ms, claim);
CREATE INDEX claims_by_order ON claims (shop, order_id);
