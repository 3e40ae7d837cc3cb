-- What a list and the figures ask of an item, so that neither reads items that it doesn't show.
CREATE INDEX work_items_by_due ON work_items (shop, role, due_ms, name, kind);
DROP INDEX work_items_by_role;
