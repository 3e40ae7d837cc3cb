-- Where goods come back to; the id is a stock location. `data` is the serialized, masked resource.
CREATE TABLE return_addresses (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
