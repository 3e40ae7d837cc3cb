-- The other orders (Shipment.merged_orders) that a shipment of several is found by; its first is in shipments.
CREATE TABLE shipment_orders (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, shipment)
);
