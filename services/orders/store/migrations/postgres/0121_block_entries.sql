-- The block list; the id is made of the keyed hash of what an entry blocks. `data` is the serialized, masked resource.
CREATE TABLE block_entries (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
