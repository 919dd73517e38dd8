-- A record's id is its own: in the index of names each was an entry that nobody shares, half of what a record cost there.
-- Ids come in the order of time, so the first and the last of a batch tell where one can be.
ALTER TABLE audit_batch ADD COLUMN first_id uuid, ADD COLUMN last_id uuid;
-- Of what a batch was found by, only ids have no slash.
UPDATE audit_batch b SET first_id = i.first, last_id = i.last, named = i.others FROM (
  SELECT number, (min(name COLLATE "C") FILTER (WHERE position('/' IN name) = 0))::uuid AS first,
    (max(name COLLATE "C") FILTER (WHERE position('/' IN name) = 0))::uuid AS last,
    COALESCE(array_agg(name ORDER BY name COLLATE "C") FILTER (WHERE position('/' IN name) > 0), '{}') AS others
  FROM audit_batch, unnest(named) AS n(name) GROUP BY number
) i WHERE i.number = b.number;
CREATE INDEX audit_batch_by_id ON audit_batch USING brin (first_id, last_id) WITH (pages_per_range = 16);

-- Appends records in one call: one round trip holds the lock on the head for as short as can be. The digests of the records
-- come with them, one after the other. The link is SHA-256(previous ‖ number ‖ digests), the number of the first as eight
-- bytes, big-endian.
DROP FUNCTION audit_append(text, text[], timestamptz, timestamptz);
CREATE FUNCTION audit_append(content text, digests bytea, named text[], recorded timestamptz, until timestamptz, first_id uuid, last_id uuid)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  records int := octet_length(digests) / 32;
  last bigint;
  link bytea;
BEGIN
  UPDATE audit_head h SET number = h.number + records, chained = sha256(h.chained || int8send(h.number + 1) || digests)
    RETURNING h.number, h.chained INTO STRICT last, link;
  INSERT INTO audit_batch VALUES (last - records + 1, records, recorded, until, named, content, digests, link, first_id, last_id);
END $$;
