-- What buyers asked of products: a row for a question and a buyer. `words` is the question's key.
CREATE TABLE asked_questions (
  shop text COLLATE "C" NOT NULL,
  question text COLLATE "C" NOT NULL,
  buyer text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  words text COLLATE "C" NOT NULL,
  first_ms bigint NOT NULL,
  last_ms bigint NOT NULL,
  asked bigint NOT NULL,
  conversation text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, question, buyer)
);
CREATE INDEX asked_questions_by_product ON asked_questions (shop, product, last_ms);
CREATE INDEX asked_questions_by_buyer ON asked_questions (shop, buyer);

-- Questions that several asked. `conversation`: the example's.
CREATE TABLE repeated_questions (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  conversation text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX repeated_questions_by_time ON repeated_questions (shop, create_ms, id);
CREATE INDEX repeated_questions_by_state ON repeated_questions (shop, state, create_ms, id);
CREATE INDEX repeated_questions_by_product ON repeated_questions (shop, product, create_ms, id);
CREATE INDEX repeated_questions_by_product_and_state ON repeated_questions (shop, product, state, create_ms, id);
CREATE INDEX repeated_questions_by_conversation ON repeated_questions (shop, conversation);
