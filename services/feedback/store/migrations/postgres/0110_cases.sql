-- timing is 0 while the clock of first contact runs, then 1 in time, 2 late.
CREATE TABLE review_cases (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  timing bigint NOT NULL,
  changed bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX review_cases_by_time ON review_cases (shop, create_ms, id);
CREATE INDEX review_cases_by_state ON review_cases (shop, state, create_ms, id);
CREATE INDEX review_cases_by_buyer ON review_cases (shop, buyer, create_ms, id);

CREATE TABLE complaints (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  outcome bigint NOT NULL,
  overdue bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX complaints_by_time ON complaints (shop, create_ms, id);
CREATE INDEX complaints_by_state ON complaints (shop, state, create_ms, id);
CREATE INDEX complaints_by_buyer ON complaints (shop, buyer, create_ms, id);
CREATE INDEX complaints_by_order ON complaints (shop, order_id, create_ms, id);
