-- What agents knew of the goods, as catalog's quizzes tell.
CREATE TABLE quizzes (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  graded_ms bigint NOT NULL,
  questions bigint NOT NULL,
  right_answers bigint NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX quizzes_by_agent ON quizzes (shop, agent, graded_ms, questions, right_answers);
