-- `uses`: how often it was rendered, by everybody.
CREATE TABLE canned_replies (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  shortcut text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  uses bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE UNIQUE INDEX canned_replies_by_shortcut ON canned_replies (shop, shortcut, language);
CREATE INDEX canned_replies_by_use ON canned_replies (shop, uses DESC, id);

CREATE TABLE canned_reply_uses (
  shop text COLLATE "C" NOT NULL,
  reply text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, reply, agent)
);
