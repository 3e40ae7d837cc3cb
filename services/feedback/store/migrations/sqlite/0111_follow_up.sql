-- What follow-ups and figures need of orders: the agent (an escaped id), whether it was closed unpaid, whether the buyer kept
-- anything, and the version of the order that this is known from.
ALTER TABLE trades ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE trades ADD COLUMN closed_unpaid INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trades ADD COLUMN kept INTEGER NOT NULL DEFAULT 1;
ALTER TABLE trades ADD COLUMN order_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX trades_by_agent ON trades (shop, agent, placed_ms) WHERE agent <> '';

-- The delivery score; 0: none was given.
ALTER TABLE reviews ADD COLUMN delivery INTEGER NOT NULL DEFAULT 0;

CREATE TABLE invitations (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  buyer TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX invitations_by_time ON invitations (shop, create_ms, id);
CREATE INDEX invitations_by_state ON invitations (shop, state, create_ms, id);
CREATE INDEX invitations_by_buyer ON invitations (shop, buyer, state, id);

CREATE TABLE late_parcels (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX late_parcels_by_time ON late_parcels (shop, create_ms, id);
CREATE INDEX late_parcels_by_state ON late_parcels (shop, state, create_ms, id);
CREATE INDEX late_parcels_by_order ON late_parcels (shop, order_id, create_ms, id, state);

-- Errors in orders by the agent responsible (an escaped id); counts is 0 for those that were dismissed.
CREATE TABLE order_errors (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  agent TEXT NOT NULL,
  create_ms INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_errors_by_agent ON order_errors (shop, agent, create_ms, counts, id);
