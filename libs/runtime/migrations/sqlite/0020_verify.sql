-- How far each check is (libs/verify). run counts its runs; position and row_count are those of the present one, beat counts its
-- signs of life. finished_ms and finished_rows: of the last one that came to its end; machine time.
CREATE TABLE verify_checks (
  name TEXT PRIMARY KEY,
  run INTEGER NOT NULL,
  running INTEGER NOT NULL,
  beat INTEGER NOT NULL,
  position TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL,
  finished_rows INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What isn't as it must be, as of the run that found it last.
CREATE TABLE verify_findings (
  check_name TEXT NOT NULL,
  resource TEXT NOT NULL,
  run INTEGER NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (check_name, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX verify_findings_by_resource ON verify_findings (resource);
