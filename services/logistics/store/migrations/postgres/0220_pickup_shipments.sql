-- Which shipments a carrier was booked for.
CREATE TABLE pickup_shipments (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  pickup text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, shipment, pickup)
);
