-- Ids stand escaped, as in resource names; buyers as the clients give them. `data` is the
-- serialized resource. Times are milliseconds; days are those of the shop's time zone.
CREATE TABLE agents (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

-- unanswered_ms is 0 when nobody waits.
CREATE TABLE conversations (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  agent TEXT NOT NULL,
  last_ms INTEGER NOT NULL,
  unanswered_ms INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX conversations_by_time ON conversations (shop, last_ms, id);
CREATE INDEX conversations_by_agent ON conversations (shop, agent, last_ms, id);
CREATE INDEX conversations_by_buyer ON conversations (shop, buyer, last_ms, id);
CREATE INDEX conversations_waiting ON conversations (shop, last_ms, id) WHERE unanswered_ms > 0;
CREATE INDEX conversations_waiting_by_agent ON conversations (shop, agent, last_ms, id)
  WHERE unanswered_ms > 0;

-- The masked messages. The index holds all that turns are cut from.
CREATE TABLE messages (
  shop TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message_id TEXT NOT NULL,
  send_ms INTEGER NOT NULL,
  sender INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  duration_seconds INTEGER NOT NULL,
  agent TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, conversation, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_time ON messages
  (shop, conversation, send_ms, sender, message_id, channel, duration_seconds, agent);

-- What each conversation adds to an agent's day: all that scorecards read.
CREATE TABLE consultations (
  shop TEXT NOT NULL,
  agent TEXT NOT NULL,
  day INTEGER NOT NULL,
  conversation TEXT NOT NULL,
  buyer TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  ordered INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  wait_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, agent, day, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX consultations_by_conversation ON consultations (shop, conversation, day);
CREATE INDEX consultations_by_buyer ON consultations (shop, buyer, last_ms);

CREATE TABLE online_sessions (
  shop TEXT NOT NULL,
  agent TEXT NOT NULL,
  session TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, agent, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX online_sessions_by_time ON online_sessions (shop, agent, start_ms, end_ms);

-- What is known of orders; finished_ms is 0 before the trade finished.
CREATE TABLE trades (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  placed_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL,
  review_until_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX trades_by_buyer ON trades (shop, buyer, placed_ms);
CREATE INDEX trades_by_finish ON trades (shop, buyer, finished_ms, order_id) WHERE finished_ms > 0;

CREATE TABLE reviews (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  product TEXT NOT NULL,
  buyer TEXT NOT NULL,
  grade INTEGER NOT NULL,
  replied INTEGER NOT NULL,
  day INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX reviews_by_time ON reviews (shop, create_ms, id);
CREATE INDEX reviews_by_grade ON reviews (shop, grade, create_ms, id);
CREATE INDEX reviews_by_reply ON reviews (shop, replied, create_ms, id);
CREATE INDEX reviews_by_reply_and_grade ON reviews (shop, replied, grade, create_ms, id);
CREATE INDEX reviews_by_order ON reviews (shop, order_id, create_ms, id);
CREATE INDEX reviews_by_product ON reviews (shop, product, create_ms, id);
CREATE INDEX reviews_by_buyer ON reviews (shop, buyer, create_ms, id);

CREATE TABLE buyer_reviews (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT, WITHOUT ROWID;

-- The ratings: how often each score was given on a day. Dimension 0 counts grades.
CREATE TABLE dsr_days (
  shop TEXT NOT NULL,
  day INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  score INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  PRIMARY KEY (shop, day, dimension, score)
) STRICT, WITHOUT ROWID;
