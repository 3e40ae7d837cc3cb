-- Months are counted from the year 0; agents and orders are escaped ids.
CREATE TABLE commission_statements (
  shop text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  month bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  closed bigint NOT NULL,
  total_minor bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, agent, month)
);
CREATE INDEX commission_statements_by_name ON commission_statements (shop, name);
CREATE INDEX commission_statements_by_month ON commission_statements (shop, month, agent);
CREATE INDEX commission_statements_open ON commission_statements (shop, agent, month) WHERE closed = 0;

-- What each order adds to a month; home is the month that it counts in. commission_minor is reckoned when the month is closed.
CREATE TABLE commission_lines (
  shop text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  month bigint NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  home bigint NOT NULL,
  sales_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  PRIMARY KEY (shop, agent, month, order_id)
);
CREATE INDEX commission_lines_by_order ON commission_lines (shop, order_id, month, sales_minor);

-- Whose order it is, and what is credited for it in all months.
CREATE TABLE commission_orders (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  home bigint NOT NULL,
  sales_minor bigint NOT NULL,
  PRIMARY KEY (shop, order_id)
);
