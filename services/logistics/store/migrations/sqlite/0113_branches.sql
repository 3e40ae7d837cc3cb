-- The branches of carriers. Area and locality stand folded, as they are compared.
CREATE TABLE branches (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  branch TEXT NOT NULL,
  region_code TEXT NOT NULL,
  area TEXT NOT NULL,
  locality TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier, branch)
) STRICT, WITHOUT ROWID;
CREATE INDEX branches_by_region ON branches (shop, region_code, area, locality, carrier, branch);
CREATE INDEX branches_by_locality ON branches (shop, region_code, locality, carrier, branch);
