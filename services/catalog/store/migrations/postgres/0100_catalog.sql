-- Ids stand escaped, as in resource names. `data` is the serialized resource.
CREATE TABLE categories (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  parent text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX categories_by_parent ON categories (shop, parent, id);

CREATE TABLE products (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX products_by_category ON products (shop, category, id);
CREATE INDEX products_by_state ON products (shop, state, id);

-- `data` is the SkuSnapshot that a reservation answers.
CREATE TABLE skus (
  shop text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  on_sale bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, sku)
);

-- Never changed.
CREATE TABLE product_snapshots (
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  snapshot text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, product, snapshot)
);

-- told_version: the version that the feed told as stock.changed last.
CREATE TABLE stock_levels (
  shop text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  location text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  on_hand bigint NOT NULL,
  reserved bigint NOT NULL,
  incoming bigint NOT NULL,
  damaged bigint NOT NULL,
  frozen bigint NOT NULL,
  safety_stock bigint,
  low_stock_threshold bigint,
  low bigint NOT NULL,
  updated_ms bigint NOT NULL,
  told_version bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, sku, location),
  CHECK (on_hand >= 0 AND reserved >= 0 AND incoming >= 0 AND damaged >= 0 AND frozen >= 0)
);
CREATE INDEX stock_levels_low ON stock_levels (shop, sku, location) WHERE low = 1;

-- The ledger: rows are only ever added.
CREATE TABLE stock_movements (
  sequence bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  shop text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  location text COLLATE "C" NOT NULL,
  bucket bigint NOT NULL,
  delta bigint NOT NULL,
  before bigint NOT NULL,
  reserved_delta bigint NOT NULL,
  reserved_after bigint NOT NULL,
  reason bigint NOT NULL,
  reference text COLLATE "C" NOT NULL,
  actor bytea NOT NULL,
  created_ms bigint NOT NULL
);
CREATE INDEX stock_movements_by_sku ON stock_movements (shop, sku, sequence);

CREATE TABLE reservations (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  updated_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX reservations_by_state ON reservations (shop, state, updated_ms, id);

-- The search index. `facets` is a Product with what facets are counted by, `tokens` the postings
-- that the document has, so that they can be taken back.
CREATE TABLE search_documents (
  doc bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  shop text COLLATE "C" NOT NULL,
  product text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  on_sale bigint NOT NULL,
  min_price bigint NOT NULL,
  facets bytea NOT NULL,
  tokens text COLLATE "C" NOT NULL,
  UNIQUE (shop, product)
);
CREATE INDEX search_documents_by_category ON search_documents (shop, category, product);
-- Best first, and by document.
CREATE TABLE search_postings (
  shop text COLLATE "C" NOT NULL,
  token text COLLATE "C" NOT NULL,
  field bigint NOT NULL,
  doc bigint NOT NULL,
  PRIMARY KEY (shop, token, field, doc)
);
CREATE INDEX search_postings_by_doc ON search_postings (shop, token, doc);
