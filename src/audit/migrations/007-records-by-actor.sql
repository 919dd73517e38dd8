-- A professional is told of their own records: they are found without reading those of everybody. Members stand in their
-- order, so the first of this name is the record's own; it is compared as it is written, since texts may hold what no JSON of
-- the database can.
CREATE INDEX audit_record_by_actor ON audit_record (substring(content from '"actor":("[^"]*")'), number);
