-- `subject` is "products/{product}", "materials/{material}" or "categories/{category}".
CREATE TABLE care_guides (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, subject)
) WITHOUT ROWID;
