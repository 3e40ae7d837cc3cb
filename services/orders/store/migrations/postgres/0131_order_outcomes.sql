-- What orders came to, for the shop's rates.
CREATE TABLE order_outcomes (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  outcome bigint NOT NULL,
  time_ms bigint NOT NULL,
  PRIMARY KEY (shop, order_id, outcome)
);
