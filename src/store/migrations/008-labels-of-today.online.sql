-- What other rules labelled is found at once, however much is not.
CREATE INDEX CONCURRENTLY IF NOT EXISTS resource_by_labels ON resource (labelled);
