-- order_*: where the last of the shipment's events stands (domain::EventOrder); order_rank of what was taken in before is above
-- any, so that an event of the same time makes all of them be read again.
ALTER TABLE shipments ADD COLUMN order_ms bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN order_step bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN order_rank bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN order_fingerprint text COLLATE "C" NOT NULL DEFAULT '';
UPDATE shipments SET order_rank = 100, order_ms = (
  SELECT COALESCE(MAX(event_ms), 0) FROM tracking_events
  WHERE tracking_events.shop = shipments.shop AND tracking_events.shipment = shipments.shipment)
WHERE event_count > 0;
