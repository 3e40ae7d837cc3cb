-- By what orders that may have been placed twice are found: keyed hashes of the address and the phone. Kept for as long as
-- orders are compared.
CREATE TABLE duplicate_signs (
  shop text COLLATE "C" NOT NULL,
  address bytea NOT NULL,
  created_ms bigint NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  phone bytea NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX duplicate_signs_by_address ON duplicate_signs (shop, address, created_ms, order_id);
CREATE INDEX duplicate_signs_by_age ON duplicate_signs (shop, created_ms);

CREATE TABLE duplicate_pairs (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  first_order text COLLATE "C" NOT NULL,
  second_order text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX duplicate_pairs_by_first ON duplicate_pairs (shop, first_order, id);
CREATE INDEX duplicate_pairs_by_second ON duplicate_pairs (shop, second_order, id);
CREATE INDEX duplicate_pairs_by_age ON duplicate_pairs (shop, created_ms, id);
CREATE INDEX duplicate_pairs_by_state ON duplicate_pairs (shop, state, created_ms, id);
