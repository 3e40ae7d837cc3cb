-- What buyers were given for their orders beside refunds, as far as orders' feed has told. Ids stand as they do in names (escaped).
CREATE TABLE order_compensations (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  given_ms bigint NOT NULL,
  currency_code text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (shop, order_id, id)
);
