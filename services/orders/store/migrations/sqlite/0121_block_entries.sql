-- The block list; the id is made of the keyed hash of what an entry blocks. `data` is the serialized, masked resource.
CREATE TABLE block_entries (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
