-- Ids stand escaped, as in resource names; buyers as the clients give them. `data` is the
-- serialized resource. Times are milliseconds; days are those of the shop's time zone.
CREATE TABLE agents (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);

-- unanswered_ms is 0 when nobody waits.
CREATE TABLE conversations (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  last_ms bigint NOT NULL,
  unanswered_ms bigint NOT NULL,
  message_count bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX conversations_by_time ON conversations (shop, last_ms, id);
CREATE INDEX conversations_by_agent ON conversations (shop, agent, last_ms, id);
CREATE INDEX conversations_by_buyer ON conversations (shop, buyer, last_ms, id);
CREATE INDEX conversations_waiting ON conversations (shop, last_ms, id) WHERE unanswered_ms > 0;
CREATE INDEX conversations_waiting_by_agent ON conversations (shop, agent, last_ms, id)
  WHERE unanswered_ms > 0;

-- The masked messages. The index holds all that turns are cut from.
CREATE TABLE messages (
  shop text COLLATE "C" NOT NULL,
  conversation text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  send_ms bigint NOT NULL,
  sender bigint NOT NULL,
  channel bigint NOT NULL,
  duration_seconds bigint NOT NULL,
  agent text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, conversation, message_id)
);
CREATE INDEX messages_by_time ON messages
  (shop, conversation, send_ms, sender, message_id, channel, duration_seconds, agent);

-- What each conversation adds to an agent's day: all that scorecards read.
CREATE TABLE consultations (
  shop text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  conversation text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  first_ms bigint NOT NULL,
  last_ms bigint NOT NULL,
  answered bigint NOT NULL,
  ordered bigint NOT NULL,
  responses bigint NOT NULL,
  wait_ms bigint NOT NULL,
  PRIMARY KEY (shop, agent, day, conversation)
);
CREATE INDEX consultations_by_conversation ON consultations (shop, conversation, day);
CREATE INDEX consultations_by_buyer ON consultations (shop, buyer, last_ms);

CREATE TABLE online_sessions (
  shop text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  session text COLLATE "C" NOT NULL,
  start_ms bigint NOT NULL,
  end_ms bigint NOT NULL,
  PRIMARY KEY (shop, agent, session)
);
CREATE INDEX online_sessions_by_time ON online_sessions (shop, agent, start_ms, end_ms);

-- What is known of orders; finished_ms is 0 before the trade finished.
CREATE TABLE trades (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  placed_ms bigint NOT NULL,
  finished_ms bigint NOT NULL,
  review_until_ms bigint NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX trades_by_buyer ON trades (shop, buyer, placed_ms);
CREATE INDEX trades_by_finish ON trades (shop, buyer, finished_ms, order_id) WHERE finished_ms > 0;

CREATE TABLE reviews (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  grade bigint NOT NULL,
  replied bigint NOT NULL,
  day bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX reviews_by_time ON reviews (shop, create_ms, id);
CREATE INDEX reviews_by_grade ON reviews (shop, grade, create_ms, id);
CREATE INDEX reviews_by_reply ON reviews (shop, replied, create_ms, id);
CREATE INDEX reviews_by_reply_and_grade ON reviews (shop, replied, grade, create_ms, id);
CREATE INDEX reviews_by_order ON reviews (shop, order_id, create_ms, id);
CREATE INDEX reviews_by_product ON reviews (shop, product, create_ms, id);
CREATE INDEX reviews_by_buyer ON reviews (shop, buyer, create_ms, id);

CREATE TABLE buyer_reviews (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id)
);

-- The ratings: how often each score was given on a day. Dimension 0 counts grades.
CREATE TABLE dsr_days (
  shop text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  dimension bigint NOT NULL,
  score bigint NOT NULL,
  answers bigint NOT NULL,
  PRIMARY KEY (shop, day, dimension, score)
);

-- Orders and conversations of one buyer are counted one after the other: a row to lock.
CREATE TABLE buyers (
  shop text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  turns bigint NOT NULL,
  PRIMARY KEY (shop, buyer)
);
