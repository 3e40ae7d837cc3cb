-- What the shop gave buyers beside refunds. Ids stand as they do in names (escaped).
CREATE TABLE compensations (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  budget_agent TEXT NOT NULL,
  budget_month TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, order_id, id)
) STRICT;
CREATE INDEX compensations_of_order ON compensations (shop, order_id, created_ms, id);
CREATE INDEX compensations_by_state ON compensations (shop, state, created_ms, order_id, id);
CREATE INDEX compensations_by_budget ON compensations (shop, budget_agent, budget_month);
-- For the feed's snapshot.
CREATE INDEX compensations_by_name ON compensations (shop, (order_id || '/compensations/' || id));

-- What each agent gave in a month ("2024-03") of the shop: the lock of his budget.
CREATE TABLE compensation_budgets (
  shop TEXT NOT NULL,
  agent TEXT NOT NULL,
  month TEXT NOT NULL,
  given_minor INTEGER NOT NULL,
  PRIMARY KEY (shop, agent, month)
) STRICT, WITHOUT ROWID;
