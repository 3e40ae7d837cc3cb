-- Payment by bank transfer. Holders, numbers and payers are sealed; `data` is masked.
CREATE TABLE bank_accounts (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;

-- What buyers say they paid. `open_minor` is what its order still lacks, state whether it waits
-- (1), was paid (2) or closed (3). Payers are keyed hashes.
CREATE TABLE transfer_claims (
  shop TEXT NOT NULL,
  order_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  state INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  open_minor INTEGER NOT NULL,
  payer TEXT NOT NULL,
  digits TEXT NOT NULL,
  PRIMARY KEY (shop, order_id, number)
) STRICT;
CREATE INDEX transfer_claims_by_amount
  ON transfer_claims (shop, account_id, state, amount_minor);
CREATE INDEX transfer_claims_by_open
  ON transfer_claims (shop, account_id, state, open_minor);
CREATE INDEX transfer_claims_by_payer
  ON transfer_claims (shop, account_id, state, payer) WHERE payer <> '';
CREATE INDEX transfer_claims_by_digits
  ON transfer_claims (shop, account_id, state, digits) WHERE digits <> '';

-- `fingerprint` tells whether a line that comes again says the same.
CREATE TABLE statement_lines (
  shop TEXT NOT NULL,
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  payer TEXT NOT NULL,
  digits TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, account_id, id)
) STRICT;
CREATE INDEX statement_lines_of_account ON statement_lines (shop, account_id, created_ms, id);
CREATE INDEX statement_lines_by_match
  ON statement_lines (shop, outcome, created_ms, account_id, id);
CREATE INDEX statement_lines_of_order
  ON statement_lines (shop, order_id, created_ms, account_id, id) WHERE order_id <> '';
CREATE INDEX statement_lines_by_transaction
  ON statement_lines (shop, account_id, transaction_id) WHERE transaction_id <> '';
-- Lines that nobody could match, for the claims that come after them (6: UNKNOWN).
CREATE INDEX statement_lines_unknown_by_amount
  ON statement_lines (shop, account_id, amount_minor) WHERE outcome = 6;
CREATE INDEX statement_lines_unknown_by_payer
  ON statement_lines (shop, account_id, payer) WHERE outcome = 6;
CREATE INDEX statement_lines_unknown_by_digits
  ON statement_lines (shop, account_id, digits) WHERE outcome = 6;

CREATE TABLE payouts (
  shop TEXT NOT NULL,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT;
CREATE INDEX payouts_by_state ON payouts (shop, state, created_ms, id);
CREATE INDEX payouts_of_order ON payouts (shop, order_id, created_ms, id);
