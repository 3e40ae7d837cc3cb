-- Lines in price protection with an open refund, and the drops that are to be settled once it has ended.
CREATE TABLE waiting_lines (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  drop_id TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, line, drop_id)
) STRICT, WITHOUT ROWID;
