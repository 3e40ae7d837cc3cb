-- What buyers' orders come to. Ids stand as they do in names (escaped).
CREATE TABLE buyer_cards (
  shop text COLLATE "C" NOT NULL,
  buyer_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, buyer_id)
);
-- What each order added to its buyer's card when it was counted last.
CREATE TABLE buyer_card_shares (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  buyer_id text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX buyer_card_shares_of_buyer ON buyer_card_shares (shop, buyer_id, order_id);
-- What agents wrote of buyers, masked.
CREATE TABLE buyer_notes (
  shop text COLLATE "C" NOT NULL,
  buyer_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, buyer_id, id)
);
CREATE INDEX buyer_notes_by_creation ON buyer_notes (shop, buyer_id, created_ms, id);
-- For the feed's snapshot.
CREATE INDEX buyer_notes_by_name ON buyer_notes (shop, (buyer_id || '/notes/' || id));
