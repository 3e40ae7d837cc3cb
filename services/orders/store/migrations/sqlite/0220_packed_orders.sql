-- Whose goods a packing job has.
CREATE TABLE packing_job_orders (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  job TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, job)
) STRICT, WITHOUT ROWID;

-- Which orders a parcel of several has or had.
CREATE TABLE merged_parcel_orders (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  parcel TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, parcel)
) STRICT, WITHOUT ROWID;

-- Of which order a shortage is; empty for one that was stored before this and not changed since.
ALTER TABLE shortages ADD COLUMN order_id TEXT NOT NULL DEFAULT '';
CREATE INDEX shortages_by_order ON shortages (shop, order_id, created_ms, id);
