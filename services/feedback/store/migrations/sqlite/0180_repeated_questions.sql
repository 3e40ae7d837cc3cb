-- What buyers asked of products: a row for a question and a buyer. `words` is the question's key.
CREATE TABLE asked_questions (
  shop TEXT NOT NULL,
  question TEXT NOT NULL,
  buyer TEXT NOT NULL,
  product TEXT NOT NULL,
  words TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  conversation TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (shop, question, buyer)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_questions_by_product ON asked_questions (shop, product, last_ms);
CREATE INDEX asked_questions_by_buyer ON asked_questions (shop, buyer);

-- Questions that several asked. `conversation`: the example's.
CREATE TABLE repeated_questions (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  product TEXT NOT NULL,
  conversation TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX repeated_questions_by_time ON repeated_questions (shop, create_ms, id);
CREATE INDEX repeated_questions_by_state ON repeated_questions (shop, state, create_ms, id);
CREATE INDEX repeated_questions_by_product ON repeated_questions (shop, product, create_ms, id);
CREATE INDEX repeated_questions_by_product_and_state ON repeated_questions (shop, product, state, create_ms, id);
CREATE INDEX repeated_questions_by_conversation ON repeated_questions (shop, conversation);
