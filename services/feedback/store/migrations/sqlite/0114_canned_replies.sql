-- `uses`: how often it was rendered, by everybody.
CREATE TABLE canned_replies (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  shortcut TEXT NOT NULL,
  language TEXT NOT NULL,
  uses INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE UNIQUE INDEX canned_replies_by_shortcut ON canned_replies (shop, shortcut, language);
CREATE INDEX canned_replies_by_use ON canned_replies (shop, uses DESC, id);

CREATE TABLE canned_reply_uses (
  shop TEXT NOT NULL,
  reply TEXT NOT NULL,
  agent TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, reply, agent)
);
