-- Who pays what of shipments, and what the customs are to know of them.
CREATE TABLE shipping_terms (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, shipment)
) STRICT, WITHOUT ROWID;
