-- expire_ms: business time from which what it says isn't true any more; 0: never.
ALTER TABLE notices ADD COLUMN expire_ms bigint NOT NULL DEFAULT 0;
