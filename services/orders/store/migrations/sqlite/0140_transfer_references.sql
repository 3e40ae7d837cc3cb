-- What a payer may write for an order of bank transfer: its id in one spelling (NormalId). Two orders
-- may share one.
CREATE TABLE transfer_references (
  shop TEXT NOT NULL,
  reference TEXT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (shop, reference, order_id)
) STRICT, WITHOUT ROWID;
