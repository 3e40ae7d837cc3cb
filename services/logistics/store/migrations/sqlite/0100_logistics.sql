-- Ids stand escaped, as in resource names. data is the serialized resource.
CREATE TABLE carriers (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_tables (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  rate_table TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier, rate_table)
) STRICT, WITHOUT ROWID;

-- Another token with every change of a shop's policy, carriers or rates: tells a compiled copy of
-- them whether it still holds.
CREATE TABLE rate_versions (
  shop TEXT PRIMARY KEY,
  token TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- news_ms: business time of the last report; silent_seconds: how long without one until EXPIRED.
CREATE TABLE shipments (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  order_id TEXT NOT NULL,
  carrier TEXT NOT NULL,
  waybill_number TEXT NOT NULL,
  mode INTEGER NOT NULL,
  status INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  news_ms INTEGER NOT NULL,
  silent_seconds INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, shipment)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shipments_by_waybill ON shipments (shop, carrier, waybill_number);
CREATE INDEX shipments_by_time ON shipments (shop, create_ms, shipment);
CREATE INDEX shipments_by_order ON shipments (shop, order_id, create_ms, shipment);
CREATE INDEX shipments_by_carrier ON shipments (shop, carrier, create_ms, shipment);
CREATE INDEX shipments_by_status ON shipments (shop, status, create_ms, shipment);

-- fingerprint: of source, code and text, so that a repetition is known.
CREATE TABLE tracking_events (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  event_ms INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, shipment, event_ms, fingerprint)
) STRICT, WITHOUT ROWID;
