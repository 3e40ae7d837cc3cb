-- `solution` is a Quiz with its questions and their right choices, which the quiz has not before it is graded.
CREATE TABLE quizzes (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  agent text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  solution bytea NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX quizzes_by_time ON quizzes (shop, created_ms, id);
CREATE INDEX quizzes_by_agent ON quizzes (shop, agent, created_ms, id);
-- State 1 is OPEN: an agent has one at a time.
CREATE UNIQUE INDEX quizzes_open ON quizzes (shop, agent) WHERE state = 1;
