-- Where goods come back to; the id is a stock location. `data` is the serialized, masked resource.
CREATE TABLE return_addresses (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
