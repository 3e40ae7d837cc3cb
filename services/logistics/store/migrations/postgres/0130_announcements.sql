-- What many buyers were told at once, how far that is, and who was chosen.
CREATE TABLE announcements (
  shop text COLLATE "C" NOT NULL,
  announcement text COLLATE "C" NOT NULL,
  create_ms bigint NOT NULL,
  looked_ms bigint NOT NULL,
  looked_id text COLLATE "C" NOT NULL,
  taken_back_to text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, announcement)
);
CREATE INDEX announcements_by_time ON announcements (shop, create_ms, announcement);
CREATE TABLE announcement_recipients (
  shop text COLLATE "C" NOT NULL,
  announcement text COLLATE "C" NOT NULL,
  shipment text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, announcement, shipment)
);
