-- By which definition a generation is counted: 0 where nobody says so, which each program counts anew.
ALTER TABLE figure_generations ADD COLUMN definition bigint NOT NULL DEFAULT 0;
-- Also in shops where nothing happens any more. Programs that don't know the timer leave it alone.
INSERT INTO timers (kind, resource_name, due_us)
SELECT DISTINCT 'figures_definition', 'shops/' || shop, 0 FROM figure_generations;
