-- `solution` is a Quiz with its questions and their right choices, which the quiz has not before it is graded.
CREATE TABLE quizzes (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  agent TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  solution BLOB NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) WITHOUT ROWID;
CREATE INDEX quizzes_by_time ON quizzes (shop, created_ms, id);
CREATE INDEX quizzes_by_agent ON quizzes (shop, agent, created_ms, id);
-- State 1 is OPEN: an agent has one at a time.
CREATE UNIQUE INDEX quizzes_open ON quizzes (shop, agent) WHERE state = 1;
