-- Whose goods a packing job has.
CREATE TABLE packing_job_orders (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  job text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, job)
);

-- Which orders a parcel of several has or had.
CREATE TABLE merged_parcel_orders (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  parcel text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, parcel)
);

-- Of which order a shortage is; empty for one that was stored before this and not changed since.
ALTER TABLE shortages ADD COLUMN order_id text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX shortages_by_order ON shortages (shop, order_id, created_ms, id);
