-- Remarks on orders, append-only; sequence counts within the order. `data` is the serialized, masked resource.
CREATE TABLE remarks (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, sequence)
) STRICT;
