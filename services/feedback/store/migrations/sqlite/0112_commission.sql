-- Months are counted from the year 0; agents and orders are escaped ids.
CREATE TABLE commission_statements (
  shop TEXT NOT NULL,
  agent TEXT NOT NULL,
  month INTEGER NOT NULL,
  name TEXT NOT NULL,
  closed INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, agent, month)
) STRICT, WITHOUT ROWID;
CREATE INDEX commission_statements_by_name ON commission_statements (shop, name);
CREATE INDEX commission_statements_by_month ON commission_statements (shop, month, agent);
CREATE INDEX commission_statements_open ON commission_statements (shop, agent, month) WHERE closed = 0;

-- What each order adds to a month; home is the month that it counts in. commission_minor is reckoned when the month is closed.
CREATE TABLE commission_lines (
  shop TEXT NOT NULL,
  agent TEXT NOT NULL,
  month INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  home INTEGER NOT NULL,
  sales_minor INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL,
  PRIMARY KEY (shop, agent, month, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX commission_lines_by_order ON commission_lines (shop, order_id, month, sales_minor);

-- Whose order it is, and what is credited for it in all months.
CREATE TABLE commission_orders (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  agent TEXT NOT NULL,
  home INTEGER NOT NULL,
  sales_minor INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;
