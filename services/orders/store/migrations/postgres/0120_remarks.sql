-- Remarks on orders, append-only; sequence counts within the order. `data` is the serialized, masked resource.
CREATE TABLE remarks (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, sequence)
);
