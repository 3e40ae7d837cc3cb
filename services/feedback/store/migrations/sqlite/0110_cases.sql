-- timing is 0 while the clock of first contact runs, then 1 in time, 2 late.
CREATE TABLE review_cases (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  state INTEGER NOT NULL,
  timing INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX review_cases_by_time ON review_cases (shop, create_ms, id);
CREATE INDEX review_cases_by_state ON review_cases (shop, state, create_ms, id);
CREATE INDEX review_cases_by_buyer ON review_cases (shop, buyer, create_ms, id);

CREATE TABLE complaints (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  state INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  overdue INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX complaints_by_time ON complaints (shop, create_ms, id);
CREATE INDEX complaints_by_state ON complaints (shop, state, create_ms, id);
CREATE INDEX complaints_by_buyer ON complaints (shop, buyer, create_ms, id);
CREATE INDEX complaints_by_order ON complaints (shop, order_id, create_ms, id);
