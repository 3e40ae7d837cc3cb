-- Ids stand escaped, as in resource names. `data` is the serialized resource.
CREATE TABLE categories (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  parent TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX categories_by_parent ON categories (shop, parent, id);

CREATE TABLE products (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  category TEXT NOT NULL,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX products_by_category ON products (shop, category, id);
CREATE INDEX products_by_state ON products (shop, state, id);

-- `data` is the SkuSnapshot that a reservation answers.
CREATE TABLE skus (
  shop TEXT NOT NULL,
  sku TEXT NOT NULL,
  product TEXT NOT NULL,
  on_sale INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, sku)
) WITHOUT ROWID;

-- Never changed.
CREATE TABLE product_snapshots (
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, product, snapshot)
);

-- told_version: the version that the feed told as stock.changed last.
CREATE TABLE stock_levels (
  shop TEXT NOT NULL,
  sku TEXT NOT NULL,
  location TEXT NOT NULL,
  version INTEGER NOT NULL,
  on_hand INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  frozen INTEGER NOT NULL,
  safety_stock INTEGER,
  low_stock_threshold INTEGER,
  low INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  told_version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, sku, location),
  CHECK (on_hand >= 0 AND reserved >= 0 AND incoming >= 0 AND damaged >= 0 AND frozen >= 0)
) WITHOUT ROWID;
CREATE INDEX stock_levels_low ON stock_levels (shop, sku, location) WHERE low = 1;

-- The ledger: rows are only ever added.
CREATE TABLE stock_movements (
  sequence INTEGER PRIMARY KEY,
  shop TEXT NOT NULL,
  sku TEXT NOT NULL,
  location TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  delta INTEGER NOT NULL,
  before INTEGER NOT NULL,
  reserved_delta INTEGER NOT NULL,
  reserved_after INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  reference TEXT NOT NULL,
  actor BLOB NOT NULL,
  created_ms INTEGER NOT NULL
);
CREATE INDEX stock_movements_by_sku ON stock_movements (shop, sku, sequence);

CREATE TABLE reservations (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) WITHOUT ROWID;
CREATE INDEX reservations_by_state ON reservations (shop, state, updated_ms, id);

-- The search index. `facets` is a Product with what facets are counted by, `tokens` the postings
-- that the document has, so that they can be taken back.
CREATE TABLE search_documents (
  doc INTEGER PRIMARY KEY,
  shop TEXT NOT NULL,
  product TEXT NOT NULL,
  category TEXT NOT NULL,
  on_sale INTEGER NOT NULL,
  min_price INTEGER NOT NULL,
  facets BLOB NOT NULL,
  tokens TEXT NOT NULL,
  UNIQUE (shop, product)
);
CREATE INDEX search_documents_by_category ON search_documents (shop, category, product);
-- Best first, and by document.
CREATE TABLE search_postings (
  shop TEXT NOT NULL,
  token TEXT NOT NULL,
  field INTEGER NOT NULL,
  doc INTEGER NOT NULL,
  PRIMARY KEY (shop, token, field, doc)
) WITHOUT ROWID;
CREATE INDEX search_postings_by_doc ON search_postings (shop, token, doc);
