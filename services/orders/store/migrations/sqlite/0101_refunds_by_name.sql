-- The feed's snapshot reads refunds in the order of their names.
CREATE INDEX refunds_by_name ON refunds (shop, (order_id || '/refunds/' || id));
