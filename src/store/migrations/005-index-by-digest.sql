-- What is indexed by other search parameters than those of today is found at once, however much is not.
CREATE INDEX resource_by_digest ON resource (type, indexed) WHERE until_tx IS NULL AND NOT deleted;
