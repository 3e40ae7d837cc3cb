-- `subject` is "products/{product}" or "categories/{category}".
CREATE TABLE suitability_guides (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, subject)
) WITHOUT ROWID;
