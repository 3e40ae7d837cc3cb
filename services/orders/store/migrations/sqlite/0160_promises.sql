-- What agents promised to buyers. Ids stand as they do in names (escaped).
CREATE TABLE promises (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  agent TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, id)
) STRICT;
CREATE INDEX promises_of_order ON promises (shop, order_id, due_ms, id);
CREATE INDEX promises_by_state ON promises (shop, state, due_ms, order_id, id);
CREATE INDEX promises_of_agent ON promises (shop, agent, due_ms, order_id, id);
CREATE INDEX promises_of_agent_by_state ON promises (shop, agent, state, due_ms, order_id, id);
-- For the feed's snapshot.
CREATE INDEX promises_by_name ON promises (shop, (order_id || '/promises/' || id));
