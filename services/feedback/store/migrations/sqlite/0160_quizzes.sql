-- What agents knew of the goods, as catalog's quizzes tell.
CREATE TABLE quizzes (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  agent TEXT NOT NULL,
  graded_ms INTEGER NOT NULL,
  questions INTEGER NOT NULL,
  right_answers INTEGER NOT NULL,
  PRIMARY KEY (shop, id)
) WITHOUT ROWID;
CREATE INDEX quizzes_by_agent ON quizzes (shop, agent, graded_ms, questions, right_answers);
