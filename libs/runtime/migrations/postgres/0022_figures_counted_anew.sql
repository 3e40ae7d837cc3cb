-- Orders and logistics count more than before, also in shops where nothing happens any more. A timer that 0021 has just set does
-- the same.
INSERT INTO timers (kind, resource_name, due_us)
SELECT DISTINCT 'figures_definition', 'shops/' || shop, 0 FROM figure_generations WHERE true
ON CONFLICT DO NOTHING;
