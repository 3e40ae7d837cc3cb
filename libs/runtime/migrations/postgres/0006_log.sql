-- Whoever takes a number of the log holds a shared lock of it until its transaction ends: readers see by it who may still come with
-- an earlier number (libs/event/frontier.h). The lock stands in the default, so that every program that appends takes it.
ALTER TABLE events ALTER COLUMN sequence SET DEFAULT
  CASE WHEN pg_advisory_xact_lock_shared('event_sequence'::regclass::oid::bigint) IS NOT NULL
    THEN nextval('event_sequence') END;

-- The log's id, made with it, and the id of the last event that was purged.
ALTER TABLE event_log ADD COLUMN log_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE event_log ADD COLUMN purged_id text COLLATE "C" NOT NULL DEFAULT '';
UPDATE event_log SET log_id = gen_random_uuid()::text;

-- cursor_id proves that a cursor belongs to the source's log, and goes with the cursor proved_to: a program of the release before
-- moves the cursor alone. resync: how far it has come catching up by a snapshot; empty: it follows. resyncs counts those.
ALTER TABLE followers ADD COLUMN proved_to bigint NOT NULL DEFAULT 0;
ALTER TABLE followers ADD COLUMN cursor_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE followers ADD COLUMN resync text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE followers ADD COLUMN resyncs bigint NOT NULL DEFAULT 0;
