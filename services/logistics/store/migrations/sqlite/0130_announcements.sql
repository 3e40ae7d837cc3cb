-- What many buyers were told at once, how far that is, and who was chosen.
CREATE TABLE announcements (
  shop TEXT NOT NULL,
  announcement TEXT NOT NULL,
  create_ms INTEGER NOT NULL,
  looked_ms INTEGER NOT NULL,
  looked_id TEXT NOT NULL,
  taken_back_to TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, announcement)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcements_by_time ON announcements (shop, create_ms, announcement);
CREATE TABLE announcement_recipients (
  shop TEXT NOT NULL,
  announcement TEXT NOT NULL,
  shipment TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, announcement, shipment)
) STRICT, WITHOUT ROWID;
