-- Published articles are indexed anew, so that other forms of their words find them.
INSERT INTO timers (kind, resource_name, due_us)
SELECT 'article.index', 'shops/' || shop || '/policy', 0 FROM policies;
