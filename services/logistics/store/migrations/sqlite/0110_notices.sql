-- due_ms: business time before which nothing is sent. retry_ms: machine time before which nobody may take it: of the next
-- attempt, or the end of the lease of the one under way. budget_day: the day whose limit it counts in; 0: none.
-- state: open are those up to 2.
CREATE TABLE notices (
  shop TEXT NOT NULL,
  notice TEXT NOT NULL,
  buyer TEXT NOT NULL,
  order_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  state INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  retry_ms INTEGER NOT NULL,
  budget_day INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_due ON notices (channel, due_ms) WHERE state <= 2;
CREATE INDEX notices_by_time ON notices (shop, create_ms, notice);
CREATE INDEX notices_by_buyer ON notices (shop, buyer, create_ms, notice);
CREATE INDEX notices_by_order ON notices (shop, order_id, create_ms, notice);
CREATE INDEX notices_by_state ON notices (shop, state, create_ms, notice, kind);

-- Unasked notices of a buyer on a day of the shop's calendar.
CREATE TABLE notice_days (
  shop TEXT NOT NULL,
  buyer TEXT NOT NULL,
  day INTEGER NOT NULL,
  notices INTEGER NOT NULL,
  PRIMARY KEY (shop, buyer, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_preferences (
  shop TEXT NOT NULL,
  buyer TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, buyer)
) STRICT, WITHOUT ROWID;
