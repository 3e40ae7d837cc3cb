-- due_ms: business time before which nothing is sent. retry_ms: machine time before which nobody may take it: of the next
-- attempt, or the end of the lease of the one under way. budget_day: the day whose limit it counts in; 0: none.
-- state: open are those up to 2.
CREATE TABLE notices (
  shop text COLLATE "C" NOT NULL,
  notice text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  kind bigint NOT NULL,
  state bigint NOT NULL,
  channel bigint NOT NULL,
  create_ms bigint NOT NULL,
  due_ms bigint NOT NULL,
  retry_ms bigint NOT NULL,
  budget_day bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, notice)
);
CREATE INDEX notices_due ON notices (channel, due_ms) WHERE state <= 2;
CREATE INDEX notices_by_time ON notices (shop, create_ms, notice);
CREATE INDEX notices_by_buyer ON notices (shop, buyer, create_ms, notice);
CREATE INDEX notices_by_order ON notices (shop, order_id, create_ms, notice);
CREATE INDEX notices_by_state ON notices (shop, state, create_ms, notice, kind);

-- Unasked notices of a buyer on a day of the shop's calendar.
CREATE TABLE notice_days (
  shop text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  notices bigint NOT NULL,
  PRIMARY KEY (shop, buyer, day)
);

CREATE TABLE notice_preferences (
  shop text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, buyer)
);
