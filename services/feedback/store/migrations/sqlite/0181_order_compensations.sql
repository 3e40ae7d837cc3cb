-- What buyers were given for their orders beside refunds, as far as orders' feed has told. Ids stand as they do in names (escaped).
CREATE TABLE order_compensations (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  id TEXT NOT NULL,
  given_ms INTEGER NOT NULL,
  currency_code TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id, id)
) STRICT, WITHOUT ROWID;
