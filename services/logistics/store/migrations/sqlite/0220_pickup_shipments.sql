-- Which shipments a carrier was booked for.
CREATE TABLE pickup_shipments (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  pickup TEXT NOT NULL,
  PRIMARY KEY (shop, shipment, pickup)
) STRICT, WITHOUT ROWID;
