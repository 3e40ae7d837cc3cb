-- The other orders of late parcels and of announcements' shipments that hold goods of several; the first stands in their own tables.
CREATE TABLE late_parcel_orders (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE announcement_recipient_orders (
  shop TEXT NOT NULL,
  announcement TEXT NOT NULL,
  shipment TEXT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (shop, announcement, shipment, order_id)
) STRICT, WITHOUT ROWID;
