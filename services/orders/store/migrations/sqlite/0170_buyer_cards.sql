-- What buyers' orders come to. Ids stand as they do in names (escaped).
CREATE TABLE buyer_cards (
  shop TEXT NOT NULL,
  buyer_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, buyer_id)
) STRICT;
-- What each order added to its buyer's card when it was counted last.
CREATE TABLE buyer_card_shares (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  buyer_id TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id)
) STRICT;
CREATE INDEX buyer_card_shares_of_buyer ON buyer_card_shares (shop, buyer_id, order_id);
-- What agents wrote of buyers, masked.
CREATE TABLE buyer_notes (
  shop TEXT NOT NULL,
  buyer_id TEXT NOT NULL,
  id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, buyer_id, id)
) STRICT;
CREATE INDEX buyer_notes_by_creation ON buyer_notes (shop, buyer_id, created_ms, id);
-- For the feed's snapshot.
CREATE INDEX buyer_notes_by_name ON buyer_notes (shop, (buyer_id || '/notes/' || id));
