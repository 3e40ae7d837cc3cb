-- Whether a trade is over: nobody is to be told of its late parcels any more. What ended by a refund of everything or was refused
-- at the door before this column was there is told by the next news of the order.
ALTER TABLE trades ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
UPDATE trades SET ended = 1 WHERE finished_ms > 0 OR closed_unpaid = 1;
