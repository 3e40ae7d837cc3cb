-- How far each check is (libs/verify). run counts its runs; position and row_count are those of the present one, beat counts its
-- signs of life. finished_ms and finished_rows: of the last one that came to its end; machine time.
CREATE TABLE verify_checks (
  name text COLLATE "C" PRIMARY KEY,
  run bigint NOT NULL,
  running bigint NOT NULL,
  beat bigint NOT NULL,
  position text COLLATE "C" NOT NULL,
  row_count bigint NOT NULL,
  finished_ms bigint NOT NULL,
  finished_rows bigint NOT NULL
);

-- What isn't as it must be, as of the run that found it last.
CREATE TABLE verify_findings (
  check_name text COLLATE "C" NOT NULL,
  resource text COLLATE "C" NOT NULL,
  run bigint NOT NULL,
  problem text COLLATE "C" NOT NULL,
  PRIMARY KEY (check_name, resource)
);
CREATE INDEX verify_findings_by_resource ON verify_findings (resource);
