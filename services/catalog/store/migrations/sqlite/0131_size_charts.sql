-- `subject` is "products/{product}", "categories/{category}" or "categories/{category}/brands/{brand}".
CREATE TABLE size_charts (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, subject)
) WITHOUT ROWID;
