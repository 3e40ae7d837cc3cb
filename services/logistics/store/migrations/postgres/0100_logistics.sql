-- Ids stand escaped, as in resource names. data is the serialized resource.
CREATE TABLE carriers (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier)
);

CREATE TABLE rate_tables (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  rate_table text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier, rate_table)
);

-- Another token with every change of a shop's policy, carriers or rates: tells a compiled copy of
-- them whether it still holds.
CREATE TABLE rate_versions (
  shop text COLLATE "C" PRIMARY KEY,
  token text COLLATE "C" NOT NULL
);

-- news_ms: business time of the last report; silent_seconds: how long without one until EXPIRED.
CREATE TABLE shipments (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  waybill_number text COLLATE "C" NOT NULL,
  mode bigint NOT NULL,
  status bigint NOT NULL,
  create_ms bigint NOT NULL,
  news_ms bigint NOT NULL,
  silent_seconds bigint NOT NULL,
  event_count bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, shipment)
);
CREATE UNIQUE INDEX shipments_by_waybill ON shipments (shop, carrier, waybill_number);
CREATE INDEX shipments_by_time ON shipments (shop, create_ms, shipment);
CREATE INDEX shipments_by_order ON shipments (shop, order_id, create_ms, shipment);
CREATE INDEX shipments_by_carrier ON shipments (shop, carrier, create_ms, shipment);
CREATE INDEX shipments_by_status ON shipments (shop, status, create_ms, shipment);

-- fingerprint: of source, code and text, so that a repetition is known.
CREATE TABLE tracking_events (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  event_ms bigint NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, shipment, event_ms, fingerprint)
);
