-- Rows of the search index are numbered in the order of commits, shop by shop, so that who holds them in memory reads on from what
-- it has seen. By triggers: programs that don't know the column number their rows, too. They run at the commit, when all else is
-- locked: whoever changes products of a shop waits for another only then. Rows that were written before have 0. A version is the time in
-- microseconds, where that is later than the last one: after a fail-over that lost commits no version comes a second time.
CREATE TABLE search_versions (
  shop text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL
);
ALTER TABLE search_documents ADD COLUMN version bigint NOT NULL DEFAULT 0;
CREATE INDEX search_documents_by_version ON search_documents (shop, version, doc);
CREATE FUNCTION number_search_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
BEGIN
  INSERT INTO search_versions (shop, version) VALUES (NEW.shop, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
  ON CONFLICT (shop) DO UPDATE SET version = greatest(search_versions.version + 1, excluded.version)
  RETURNING version INTO next;
  UPDATE search_documents SET version = next WHERE doc = NEW.doc;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER search_documents_put AFTER INSERT OR UPDATE OF tokens ON search_documents
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_search_document();
