-- Discounts that were agreed on with carriers.
CREATE TABLE negotiated_rates (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  negotiated_rate TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier, negotiated_rate)
) STRICT, WITHOUT ROWID;
