-- Rows of the search index are numbered in the order of commits, shop by shop, so that who holds them in memory reads on from what
-- it has seen. By triggers: programs that don't know the column number their rows, too. Rows that were written before have 0.
CREATE TABLE search_versions (
  shop TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE search_documents ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX search_documents_by_version ON search_documents (shop, version, doc);
CREATE TRIGGER search_documents_inserted AFTER INSERT ON search_documents BEGIN
  INSERT INTO search_versions (shop, version) VALUES (NEW.shop, 1)
  ON CONFLICT (shop) DO UPDATE SET version = version + 1;
  UPDATE search_documents SET version = (SELECT version FROM search_versions WHERE shop = NEW.shop) WHERE doc = NEW.doc;
END;
CREATE TRIGGER search_documents_updated AFTER UPDATE OF tokens ON search_documents BEGIN
  INSERT INTO search_versions (shop, version) VALUES (NEW.shop, 1)
  ON CONFLICT (shop) DO UPDATE SET version = version + 1;
  UPDATE search_documents SET version = (SELECT version FROM search_versions WHERE shop = NEW.shop) WHERE doc = NEW.doc;
END;
