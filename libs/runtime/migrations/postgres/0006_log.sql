-- Whoever takes a number of the log holds a shared lock of it until its transaction ends: readers see by it who may still come with
-- an earlier number (libs/event/frontier.h). The lock stands in the default, so that every program that appends takes it.
ALTER TABLE events ALTER COLUMN sequence SET DEFAULT
  CASE WHEN pg_advisory_xact_lock_shared('event_sequence'::regclass::oid::bigint) IS NOT NULL
    THEN nextval('event_sequence') END;
