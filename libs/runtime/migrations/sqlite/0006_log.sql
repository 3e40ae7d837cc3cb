-- The log's id, made with it, and the id of the last event that was purged.
ALTER TABLE event_log ADD COLUMN log_id TEXT NOT NULL DEFAULT '';
ALTER TABLE event_log ADD COLUMN purged_id TEXT NOT NULL DEFAULT '';
UPDATE event_log SET log_id = lower(
  hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||
  substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)));

-- cursor_id proves that a cursor belongs to the source's log, and goes with the cursor proved_to: a program of the release before
-- moves the cursor alone. resync: how far it has come catching up by a snapshot; empty: it follows. resyncs counts those.
ALTER TABLE followers ADD COLUMN proved_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE followers ADD COLUMN cursor_id TEXT NOT NULL DEFAULT '';
ALTER TABLE followers ADD COLUMN resync TEXT NOT NULL DEFAULT '';
ALTER TABLE followers ADD COLUMN resyncs INTEGER NOT NULL DEFAULT 0;
