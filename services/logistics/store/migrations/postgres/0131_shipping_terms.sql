-- Who pays what of shipments, and what the customs are to know of them.
CREATE TABLE shipping_terms (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, shipment)
);
