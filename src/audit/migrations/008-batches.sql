-- Records that are committed together are one row: what each costs is shared by all. Whoever is named in one of them, its
-- actor and its id are found by one index.
-- A row keeps its place, its times and its digests when its content is erased after the time of retention.
CREATE TABLE audit_batch (
  -- The number of its first record.
  number bigint PRIMARY KEY,
  count int NOT NULL CHECK (count > 0),
  -- The first and the last time in it.
  recorded timestamptz NOT NULL,
  until timestamptz NOT NULL,
  named text[] NOT NULL,
  -- One record a line.
  content text,
  -- SHA-256 of each, one after the other.
  digests bytea NOT NULL,
  chained bytea NOT NULL
);
-- What is short stays in its row, and what is long lies beside it as it is: packing it costs more than the room it saves.
ALTER TABLE audit_batch SET (toast_tuple_target = 8160);
ALTER TABLE audit_batch ALTER content SET STORAGE EXTERNAL;
-- What is new waits in a short list until it is sorted in: a long one would make everybody wait at times.
CREATE INDEX audit_batch_by_name ON audit_batch USING gin (named) WITH (gin_pending_list_limit = 512);
-- Rows come in the order of time, or nearly so.
CREATE INDEX audit_batch_by_time ON audit_batch USING brin (recorded, until) WITH (pages_per_range = 16);

-- Each record that was there is a batch of its own: its link was made in the same way.
INSERT INTO audit_batch (number, count, recorded, until, named, content, digests, chained)
  SELECT number, 1, recorded, recorded, CASE WHEN content IS NULL THEN '{}' ELSE ARRAY(
    SELECT DISTINCT name COLLATE "C" FROM unnest(patients || id::text || substring(content from '"actor":"([^"]*)"')) AS n(name)
    WHERE name IS NOT NULL ORDER BY 1) END, content, digest, chained
  FROM audit_record;
DROP FUNCTION audit_append(uuid[], timestamptz[], text[], int[], bytea);
DROP TABLE audit_record;

-- Each record by itself, for whoever looks by hand: a look at all of them reads all of them.
CREATE VIEW audit_record AS
  SELECT b.number + r.place - 1 AS number, substring(r.content from '"form":\d+,"id":"([0-9a-f-]{36})"')::uuid AS id, r.content,
    substring(b.digests from (r.place - 1) * 32 + 1 for 32) AS digest
  FROM audit_batch b CROSS JOIN LATERAL (
    SELECT place, (string_to_array(b.content, E'\n'))[place] AS content FROM generate_series(1, b.count) AS s(place)
  ) r;

-- Appends records in one call: one round trip holds the lock on the head for as short as can be.
-- The link is SHA-256(previous ‖ number ‖ digests), the number of the first as eight bytes, big-endian.
CREATE FUNCTION audit_append(content text, named text[], recorded timestamptz, until timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  record text;
  digests bytea := '';
  records int := 0;
  last bigint;
  link bytea;
BEGIN
  FOREACH record IN ARRAY string_to_array(content, E'\n') LOOP
    digests := digests || sha256(convert_to(record, 'UTF8'));
    records := records + 1;
  END LOOP;
  UPDATE audit_head h SET number = h.number + records, chained = sha256(h.chained || int8send(h.number + 1) || digests)
    RETURNING h.number, h.chained INTO STRICT last, link;
  INSERT INTO audit_batch VALUES (last - records + 1, records, recorded, until, named, content, digests, link);
END $$;
