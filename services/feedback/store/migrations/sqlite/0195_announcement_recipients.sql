-- Whose shipments the announcements of logistics chose: outcome is that of logistics.
CREATE TABLE announcement_recipients (
  shop TEXT NOT NULL,
  announcement TEXT NOT NULL,
  shipment TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  chosen_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, announcement, shipment)
) STRICT, WITHOUT ROWID;
