-- Parcels of goods that refunds send again, to be found by what the label's bars say (`waybill`, as a scanner reads it): no packing job
-- has them. `list`: the hand-over list that it stands on; empty: none. Ids stand as they do in names (escaped).
CREATE TABLE sent_again_parcels (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  refund text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  waybill text COLLATE "C" NOT NULL,
  list text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  PRIMARY KEY (shop, order_id, refund)
);
CREATE INDEX sent_again_parcels_by_waybill ON sent_again_parcels (shop, waybill, created_ms);
