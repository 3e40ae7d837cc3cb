-- `subject` is "products/{product}" or "categories/{category}".
CREATE TABLE suitability_guides (
  shop text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, subject)
);
