-- Whose shipments the announcements of logistics chose: outcome is that of logistics.
CREATE TABLE announcement_recipients (
  shop text COLLATE "C" NOT NULL,
  announcement text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  outcome bigint NOT NULL,
  chosen_ms bigint NOT NULL,
  PRIMARY KEY (shop, announcement, shipment)
);
