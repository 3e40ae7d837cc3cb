-- What carriers bill for shipments, and the lines of their bills.
CREATE TABLE freight_bills (
  shop TEXT NOT NULL,
  freight_bill TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, freight_bill)
) STRICT, WITHOUT ROWID;
CREATE INDEX freight_bills_by_time ON freight_bills (shop, create_ms, freight_bill);
CREATE INDEX freight_bills_by_state ON freight_bills (shop, state, create_ms, freight_bill);
CREATE INDEX freight_bills_by_order ON freight_bills (shop, order_id);
CREATE TABLE freight_lines (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  freight_line TEXT NOT NULL,
  line_match INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier, freight_line)
) STRICT, WITHOUT ROWID;
CREATE INDEX freight_lines_by_time ON freight_lines (shop, create_ms, carrier, freight_line);
CREATE INDEX freight_lines_by_carrier ON freight_lines (shop, carrier, create_ms, freight_line);
CREATE INDEX freight_lines_by_match ON freight_lines (shop, line_match, create_ms, carrier, freight_line);
