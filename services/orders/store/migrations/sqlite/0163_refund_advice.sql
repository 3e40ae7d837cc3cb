-- What was advised on refunds.
CREATE TABLE refund_advice (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  refund_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, refund_id)
) STRICT;
-- For the feed's snapshot.
CREATE INDEX refund_advice_by_name
  ON refund_advice (shop, (order_id || '/refunds/' || refund_id || '/advice'));
-- A buyer's refunds of the last months.
CREATE INDEX refunds_of_buyer ON refunds (shop, buyer, created_ms, order_id, id);
