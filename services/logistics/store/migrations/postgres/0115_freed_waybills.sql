-- number_freed: it was cancelled, so that another shipment may have its number.
ALTER TABLE shipments ADD COLUMN number_freed bigint NOT NULL DEFAULT 0;
UPDATE shipments SET number_freed = 1 WHERE status = 15;
DROP INDEX shipments_by_waybill;
CREATE UNIQUE INDEX shipments_by_held_waybill ON shipments (shop, carrier, waybill_number) WHERE number_freed = 0;
CREATE INDEX shipments_by_waybill ON shipments (shop, carrier, waybill_number, number_freed, create_ms);
