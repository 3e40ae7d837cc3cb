-- The keys that seal or ever sealed, each with a keyed hash by which it is known; none where a release before this one sealed.
CREATE TABLE sealing_keys (
  key_id text COLLATE "C" PRIMARY KEY,
  fingerprint bytea
);
INSERT INTO sealing_keys (key_id) SELECT DISTINCT key_id FROM sealed;
