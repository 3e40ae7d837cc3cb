-- What carriers were asked about parcels.
CREATE TABLE enquiries (
  shop TEXT NOT NULL,
  shipment TEXT NOT NULL,
  enquiry TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, shipment, enquiry)
) STRICT, WITHOUT ROWID;
CREATE INDEX enquiries_by_time ON enquiries (shop, create_ms, enquiry);
CREATE INDEX enquiries_by_shipment ON enquiries (shop, shipment, create_ms, enquiry);
CREATE INDEX enquiries_by_state ON enquiries (shop, state, create_ms, enquiry);
