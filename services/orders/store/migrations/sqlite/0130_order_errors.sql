-- Mistakes of the desk. Ids stand as they do in names (escaped).
CREATE TABLE order_errors (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  agent TEXT NOT NULL,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX order_errors_by_age ON order_errors (shop, created_ms, id);
CREATE INDEX order_errors_by_agent ON order_errors (shop, agent, created_ms, id);
CREATE INDEX order_errors_by_order ON order_errors (shop, order_id, created_ms, id);
