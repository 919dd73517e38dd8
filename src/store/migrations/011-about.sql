-- What a record that speaks of others is about, as references `Type/id`: where none of it may be told of, neither may the
-- record. NULL for what is about nothing in this house. A person beside other things is named as whose they are.
ALTER TABLE resource ADD COLUMN about text[];

-- What cannot be read is about something that nobody knows.
CREATE FUNCTION about_of(content text, path jsonpath) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(ref ORDER BY place) FILTER (WHERE NOT starts_with(ref, 'Patient/')), array_agg(ref ORDER BY place)) FROM (
    SELECT substring(value #>> '{}' FROM '^([A-Z][A-Za-z]+/[^/#?|\s]+)(?:/_history/[^/]+)?$') AS ref, min(place) AS place
      FROM jsonb_path_query(content::jsonb, path) WITH ORDINALITY AS named(value, place)
      WHERE jsonb_typeof(value) = 'string' GROUP BY 1) AS said WHERE ref IS NOT NULL);
EXCEPTION WHEN data_exception THEN
  RETURN '{""}';
END $$;

UPDATE resource r SET about = about_of(r.content, p.path)
  FROM (VALUES ('Communication', 'lax $.about.reference'::jsonpath), ('Group', 'lax $.member.entity.reference'), ('List', 'lax $.entry.item.reference'),
    ('Provenance', 'lax $.target.reference'), ('Task', 'lax $.focus.reference')) AS p(type, path)
  WHERE r.type = p.type AND NOT r.deleted;

-- The mark of a deletion is about what was deleted.
UPDATE resource r SET about = before.about FROM resource before
  WHERE r.type IN ('Communication', 'Group', 'List', 'Provenance', 'Task') AND r.deleted
    AND before.type = r.type AND before.id = r.id AND before.version = r.version - 1;

DROP FUNCTION about_of;
