-- Lines in price protection with an open refund, and the drops that are to be settled once it has ended.
CREATE TABLE waiting_lines (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  line bigint NOT NULL,
  drop_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, line, drop_id)
);
