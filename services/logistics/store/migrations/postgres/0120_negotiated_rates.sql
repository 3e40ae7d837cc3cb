-- Discounts that were agreed on with carriers.
CREATE TABLE negotiated_rates (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  negotiated_rate text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier, negotiated_rate)
);
