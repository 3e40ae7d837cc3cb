-- `published`: the present version's number; 0 while there is none.
CREATE TABLE articles (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  published bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);

-- Never changed.
CREATE TABLE article_versions (
  shop text COLLATE "C" NOT NULL,
  article text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, article, number)
);

-- `subject` is "products/{product}" or "categories/{category}". `published` is 1 for the links of
-- the present version while the article is published, 0 for those of what is being written.
CREATE TABLE article_links (
  shop text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  published bigint NOT NULL,
  article text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, subject, published, article)
);
CREATE INDEX article_links_by_article ON article_links (shop, article, published);

-- `number`: the newest version that the agent has read.
CREATE TABLE acknowledgements (
  shop text COLLATE "C" NOT NULL,
  article text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, article, agent)
);

-- What published articles are found by.
CREATE TABLE article_postings (
  shop text COLLATE "C" NOT NULL,
  token text COLLATE "C" NOT NULL,
  article text COLLATE "C" NOT NULL,
  in_title bigint NOT NULL,
  PRIMARY KEY (shop, token, article)
);
CREATE INDEX article_postings_by_article ON article_postings (shop, article);
