CREATE TABLE word_lists (
  shop text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop)
);

-- Never changed.
CREATE TABLE word_list_revisions (
  shop text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, version)
);

-- Products whose planned sale is held for what their texts say.
CREATE TABLE wording_holds (
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, product)
);
