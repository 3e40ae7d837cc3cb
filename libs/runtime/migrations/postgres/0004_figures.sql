-- How often the figures of a shop were counted: state 1 being counted anew, 2 answered, 3 being deleted. step and after_name: how far
-- that is; done: for how many sources.
CREATE TABLE figure_generations (
  shop text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  state bigint NOT NULL,
  step bigint NOT NULL,
  after_name text COLLATE "C" NOT NULL,
  done bigint NOT NULL,
  PRIMARY KEY (shop, generation)
);

-- What each source adds to the figures, as it was counted the last time; counted_to: as far as its added rows are counted.
CREATE TABLE figure_sources (
  shop text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  source text COLLATE "C" NOT NULL,
  counted_to bigint NOT NULL,
  counts text COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, generation, source)
);

-- The sums over all sources by day of the shop (span 0), and by month, at its first day (span 1).
CREATE TABLE figures (
  shop text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  span bigint NOT NULL,
  day bigint NOT NULL,
  name bigint NOT NULL,
  dimension text COLLATE "C" NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (shop, generation, span, day, name, dimension)
);
