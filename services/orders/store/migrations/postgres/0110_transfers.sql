-- Payment by bank transfer. Holders, numbers and payers are sealed; `data` is masked.
CREATE TABLE bank_accounts (
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);

-- What buyers say they paid. `open_minor` is what its order still lacks, state whether it waits
-- (1), was paid (2) or closed (3). Payers are keyed hashes.
CREATE TABLE transfer_claims (
  shop text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  open_minor bigint NOT NULL,
  payer text COLLATE "C" NOT NULL,
  digits text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, order_id, number)
);
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
  shop text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  outcome bigint NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  payer text COLLATE "C" NOT NULL,
  digits text COLLATE "C" NOT NULL,
  transaction_id text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, account_id, id)
);
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
  shop text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  created_ms bigint NOT NULL,
  version bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (shop, id)
);
CREATE INDEX payouts_by_state ON payouts (shop, state, created_ms, id);
CREATE INDEX payouts_of_order ON payouts (shop, order_id, created_ms, id);
