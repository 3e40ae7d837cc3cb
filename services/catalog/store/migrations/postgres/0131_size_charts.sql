-- `subject` is "products/{product}", "categories/{category}" or "categories/{category}/brands/{brand}".
CREATE TABLE size_charts (
  shop text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, subject)
);
