-- What carriers were asked about parcels.
CREATE TABLE enquiries (
  shop text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  enquiry text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, shipment, enquiry)
);
CREATE INDEX enquiries_by_time ON enquiries (shop, create_ms, enquiry);
CREATE INDEX enquiries_by_shipment ON enquiries (shop, shipment, create_ms, enquiry);
CREATE INDEX enquiries_by_state ON enquiries (shop, state, create_ms, enquiry);
