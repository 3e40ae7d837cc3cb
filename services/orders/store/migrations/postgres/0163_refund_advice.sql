-- What was advised on refunds.
CREATE TABLE refund_advice (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  refund_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, refund_id)
);
-- For the feed's snapshot.
CREATE INDEX refund_advice_by_name
  ON refund_advice (shop, (order_id || '/refunds/' || refund_id || '/advice'));
-- A buyer's refunds of the last months.
CREATE INDEX refunds_of_buyer ON refunds (shop, buyer, created_ms, order_id, id);
