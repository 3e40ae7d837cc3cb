-- What waits for somebody at the desk, as long as it waits. due_ms is the largest number for what is never due; hidden_ms:
-- snoozed until then; handler: the id of who claimed it, else of the agent in charge.
CREATE TABLE work_items (
  name TEXT PRIMARY KEY,
  shop TEXT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  hidden_ms INTEGER NOT NULL,
  handler TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX work_items_by_role ON work_items (shop, role, due_ms, name);
