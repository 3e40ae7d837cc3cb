-- What waits for somebody at the desk, as long as it waits. due_ms is the largest number for what is never due; hidden_ms:
-- snoozed until then; handler: the id of who claimed it, else of the agent in charge.
CREATE TABLE work_items (
  name text COLLATE "C" PRIMARY KEY,
  shop text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  due_ms bigint NOT NULL,
  hidden_ms bigint NOT NULL,
  handler text COLLATE "C" NOT NULL,
  data bytea NOT NULL
);
CREATE INDEX work_items_by_role ON work_items (shop, role, due_ms, name);
