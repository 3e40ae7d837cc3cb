-- One row: which key ring the sealed data was written with, as a keyed hash.
CREATE TABLE key_ring (
  id INTEGER PRIMARY KEY,
  fingerprint BLOB NOT NULL
) STRICT;
