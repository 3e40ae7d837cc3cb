-- Buyers whose personal data is erased here. cursor: how far the present round over what is theirs has come.
CREATE TABLE erasures (
  name TEXT PRIMARY KEY,
  shop TEXT NOT NULL,
  cursor TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_by_shop ON erasures (shop, name);
