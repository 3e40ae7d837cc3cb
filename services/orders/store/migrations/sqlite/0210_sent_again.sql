-- Parcels of goods that refunds send again, to be found by what the label's bars say (`waybill`, as a scanner reads it): no packing job
-- has them. `list`: the hand-over list that it stands on; empty: none. Ids stand as they do in names (escaped).
CREATE TABLE sent_again_parcels (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  refund TEXT NOT NULL,
  shipment TEXT NOT NULL,
  carrier TEXT NOT NULL,
  waybill TEXT NOT NULL,
  list TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id, refund)
) STRICT;
CREATE INDEX sent_again_parcels_by_waybill ON sent_again_parcels (shop, waybill, created_ms);
