CREATE TABLE word_lists (
  shop TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop)
);

-- Never changed.
CREATE TABLE word_list_revisions (
  shop TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, version)
);

-- Products whose planned sale is held for what their texts say.
CREATE TABLE wording_holds (
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  PRIMARY KEY (shop, product)
) WITHOUT ROWID;
