-- What makes it late, fixed when it was created, 0: never; why it was late last (0: never) and whether it still is.
ALTER TABLE shipments ADD COLUMN unscanned_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN stuck_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN late_reason bigint NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN late_now bigint NOT NULL DEFAULT 0;
CREATE INDEX shipments_late ON shipments (shop, late_reason, late_now) WHERE late_reason > 0;
