-- Rows that were written before say 1: the timer search.index of each shop indexes them anew, in
-- batches. A program that doesn't know the column or the timer leaves both alone.
ALTER TABLE search_documents ADD COLUMN stale INTEGER NOT NULL DEFAULT 1;
CREATE INDEX search_documents_stale ON search_documents (shop, product) WHERE stale = 1;
INSERT INTO timers (kind, resource_name, due_us)
SELECT 'search.index', 'shops/' || shop || '/policy', 0 FROM policies;
