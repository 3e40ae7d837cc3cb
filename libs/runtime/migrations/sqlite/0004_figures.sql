-- How often the figures of a shop were counted: state 1 being counted anew, 2 answered, 3 being deleted. step and after_name: how far
-- that is; done: for how many sources.
CREATE TABLE figure_generations (
  shop TEXT NOT NULL,
  generation INTEGER NOT NULL,
  state INTEGER NOT NULL,
  step INTEGER NOT NULL,
  after_name TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (shop, generation)
) STRICT, WITHOUT ROWID;

-- What each source adds to the figures, as it was counted the last time; counted_to: as far as its added rows are counted.
CREATE TABLE figure_sources (
  shop TEXT NOT NULL,
  generation INTEGER NOT NULL,
  source TEXT NOT NULL,
  counted_to INTEGER NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (shop, generation, source)
) STRICT, WITHOUT ROWID;

-- The sums over all sources by day of the shop (span 0), and by month, at its first day (span 1).
CREATE TABLE figures (
  shop TEXT NOT NULL,
  generation INTEGER NOT NULL,
  span INTEGER NOT NULL,
  day INTEGER NOT NULL,
  name INTEGER NOT NULL,
  dimension TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (shop, generation, span, day, name, dimension)
) STRICT, WITHOUT ROWID;
