-- Enquiries, pick-ups and what is insured are counted from now on: in shops where nothing happens any more, too. A timer that an
-- earlier migration has just set does the same.
CREATE INDEX enquiries_by_name ON enquiries (shop, (shipment || '/enquiries/' || enquiry));
INSERT INTO timers (kind, resource_name, due_us)
SELECT DISTINCT 'figures_definition', 'shops/' || shop, 0 FROM figure_generations WHERE true
ON CONFLICT DO NOTHING;
