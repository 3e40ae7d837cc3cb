-- The branches of carriers. Area and locality stand folded, as they are compared.
CREATE TABLE branches (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  branch text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  area text COLLATE "C" NOT NULL,
  locality text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier, branch)
);
CREATE INDEX branches_by_region ON branches (shop, region_code, area, locality, carrier, branch);
CREATE INDEX branches_by_locality ON branches (shop, region_code, locality, carrier, branch);
