-- What the shop gave buyers beside refunds. Ids stand as they do in names (escaped).
CREATE TABLE compensations (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  amount_minor bigint NOT NULL,
  budget_agent text COLLATE "C" NOT NULL,
  budget_month text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, order_id, id)
);
CREATE INDEX compensations_of_order ON compensations (shop, order_id, created_ms, id);
CREATE INDEX compensations_by_state ON compensations (shop, state, created_ms, order_id, id);
CREATE INDEX compensations_by_budget ON compensations (shop, budget_agent, budget_month);
-- For the feed's snapshot.
CREATE INDEX compensations_by_name ON compensations (shop, (order_id || '/compensations/' || id));

-- What each agent gave in a month ("2024-03") of the shop: the lock of his budget.
CREATE TABLE compensation_budgets (
  shop text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  month text COLLATE "C" NOT NULL,
  given_minor bigint NOT NULL,
  PRIMARY KEY (shop, agent, month)
);
