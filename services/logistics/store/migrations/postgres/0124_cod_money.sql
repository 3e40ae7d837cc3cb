-- Money that carriers collected, and the lines of their statements.
CREATE TABLE cod_collections (
  shop text COLLATE "C" NOT NULL,
  cod_collection text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, cod_collection)
);
CREATE INDEX cod_collections_by_time ON cod_collections (shop, create_ms, cod_collection);
CREATE INDEX cod_collections_by_state ON cod_collections (shop, state, create_ms, cod_collection);
CREATE INDEX cod_collections_by_order ON cod_collections (shop, order_id);
CREATE TABLE cod_lines (
  shop text COLLATE "C" NOT NULL,
  carrier text COLLATE "C" NOT NULL,
  cod_line text COLLATE "C" NOT NULL,
  line_match bigint NOT NULL,
  create_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, carrier, cod_line)
);
CREATE INDEX cod_lines_by_time ON cod_lines (shop, create_ms, carrier, cod_line);
CREATE INDEX cod_lines_by_carrier ON cod_lines (shop, carrier, create_ms, cod_line);
CREATE INDEX cod_lines_by_match ON cod_lines (shop, line_match, create_ms, carrier, cod_line);
