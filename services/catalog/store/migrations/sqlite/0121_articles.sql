-- `published`: the present version's number; 0 while there is none.
CREATE TABLE articles (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  published INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
);

-- Never changed.
CREATE TABLE article_versions (
  shop TEXT NOT NULL,
  article TEXT NOT NULL,
  number INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, article, number)
);

-- `subject` is "products/{product}" or "categories/{category}". `published` is 1 for the links of
-- the present version while the article is published, 0 for those of what is being written.
CREATE TABLE article_links (
  shop TEXT NOT NULL,
  subject TEXT NOT NULL,
  published INTEGER NOT NULL,
  article TEXT NOT NULL,
  PRIMARY KEY (shop, subject, published, article)
) WITHOUT ROWID;
CREATE INDEX article_links_by_article ON article_links (shop, article, published);

-- `number`: the newest version that the agent has read.
CREATE TABLE acknowledgements (
  shop TEXT NOT NULL,
  article TEXT NOT NULL,
  agent TEXT NOT NULL,
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, article, agent)
);

-- What published articles are found by.
CREATE TABLE article_postings (
  shop TEXT NOT NULL,
  token TEXT NOT NULL,
  article TEXT NOT NULL,
  in_title INTEGER NOT NULL,
  PRIMARY KEY (shop, token, article)
) WITHOUT ROWID;
CREATE INDEX article_postings_by_article ON article_postings (shop, article);
