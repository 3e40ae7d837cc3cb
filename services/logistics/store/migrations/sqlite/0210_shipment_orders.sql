-- The other orders (Shipment.merged_orders) that a shipment of several is found by; its first is in shipments.
CREATE TABLE shipment_orders (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  shipment TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, shipment)
) STRICT, WITHOUT ROWID;
