-- What carriers bill for shipments, and the lines of their bills.
CREATE TABLE freight_bills (
  shop text COLLATE "C" NOT NULL,
  freight_bill text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, freight_bill)
);
CREATE INDEX freight_bills_by_time ON freight_bills (shop, create_ms, freight_bill);
CREATE INDEX freight_bills_by_state ON freight_bills (shop, state, create_ms, freight_bill);
CREATE INDEX freight_bills_by_order ON freight_bills (shop, order_id);
CREATE TABLE freight_lines (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  freight_line text COLLATE "C" NOT NULL,
  line_match bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier, freight_line)
);
CREATE INDEX freight_lines_by_time ON freight_lines (shop, create_ms, carrier, freight_line);
CREATE INDEX freight_lines_by_carrier ON freight_lines (shop, carrier, create_ms, freight_line);
CREATE INDEX freight_lines_by_match ON freight_lines (shop, line_match, create_ms, carrier, freight_line);
