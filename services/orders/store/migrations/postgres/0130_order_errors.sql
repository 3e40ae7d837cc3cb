-- Mistakes of the desk. Ids stand as they do in names (escaped).
CREATE TABLE order_errors (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX order_errors_by_age ON order_errors (shop, created_ms, id);
CREATE INDEX order_errors_by_agent ON order_errors (shop, agent, created_ms, id);
CREATE INDEX order_errors_by_order ON order_errors (shop, order_id, created_ms, id);
