-- The other orders of late parcels and of announcements' shipments that hold goods of several; the first stands in their own tables.
CREATE TABLE late_parcel_orders (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, id)
);
CREATE TABLE announcement_recipient_orders (
  shop text COLLATE "C" NOT NULL,
  announcement text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, announcement, shipment, order_id)
);
