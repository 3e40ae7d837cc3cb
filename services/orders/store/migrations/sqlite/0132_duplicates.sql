-- By what orders that may have been placed twice are found: keyed hashes of the address and the phone. Kept for as long as
-- orders are compared.
CREATE TABLE duplicate_signs (
  shop TEXT NOT NULL,
  address BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  phone BLOB NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_signs_by_address ON duplicate_signs (shop, address, created_ms, order_id);
CREATE INDEX duplicate_signs_by_age ON duplicate_signs (shop, created_ms);

CREATE TABLE duplicate_pairs (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  first_order TEXT NOT NULL,
  second_order TEXT NOT NULL,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX duplicate_pairs_by_first ON duplicate_pairs (shop, first_order, id);
CREATE INDEX duplicate_pairs_by_second ON duplicate_pairs (shop, second_order, id);
CREATE INDEX duplicate_pairs_by_age ON duplicate_pairs (shop, created_ms, id);
CREATE INDEX duplicate_pairs_by_state ON duplicate_pairs (shop, state, created_ms, id);
