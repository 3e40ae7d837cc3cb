-- Money that carriers collected, and the lines of their statements.
CREATE TABLE cod_collections (
  shop TEXT NOT NULL,
  cod_collection TEXT NOT NULL,
  order_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, cod_collection)
) STRICT, WITHOUT ROWID;
CREATE INDEX cod_collections_by_time ON cod_collections (shop, create_ms, cod_collection);
CREATE INDEX cod_collections_by_state ON cod_collections (shop, state, create_ms, cod_collection);
CREATE INDEX cod_collections_by_order ON cod_collections (shop, order_id);
CREATE TABLE cod_lines (
  shop TEXT NOT NULL,
  carrier TEXT NOT NULL,
  cod_line TEXT NOT NULL,
  line_match INTEGER NOT NULL,
  create_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, carrier, cod_line)
) STRICT, WITHOUT ROWID;
CREATE INDEX cod_lines_by_time ON cod_lines (shop, create_ms, carrier, cod_line);
CREATE INDEX cod_lines_by_carrier ON cod_lines (shop, carrier, create_ms, cod_line);
CREATE INDEX cod_lines_by_match ON cod_lines (shop, line_match, create_ms, carrier, cod_line);
