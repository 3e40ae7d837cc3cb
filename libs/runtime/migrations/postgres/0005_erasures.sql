-- Buyers whose personal data is erased here. cursor: how far the present round over what is theirs has come.
CREATE TABLE erasures (
  name text COLLATE "C" PRIMARY KEY,
  shop text COLLATE "C" NOT NULL,
  cursor text COLLATE "C" NOT NULL,
  data bytea NOT NULL
);
CREATE INDEX erasures_by_shop ON erasures (shop, name);
