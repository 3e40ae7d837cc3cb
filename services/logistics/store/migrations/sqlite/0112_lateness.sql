-- What makes it late, fixed when it was created, 0: never.
ALTER TABLE shipments ADD COLUMN unscanned_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shipments ADD COLUMN stuck_seconds INTEGER NOT NULL DEFAULT 0;
