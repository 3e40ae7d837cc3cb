-- What packing came to is counted, also in shops where nothing happens any more.
INSERT INTO timers (kind, resource_name, due_us)
SELECT DISTINCT 'figures_definition', 'shops/' || shop, 0 FROM figure_generations WHERE true
ON CONFLICT (kind, resource_name) DO NOTHING;
