-- One record a request; the AuditEvents are drawn from it when they are read. What was recorded before, as events, stays in
-- its table as it is, where there is any; the new chain begins at its last link.
-- A record keeps its place, its time and its digest when its content is erased after the time of retention.
CREATE TABLE audit_record (
  number bigint PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  recorded timestamptz NOT NULL,
  patients text[] NOT NULL,
  content text,
  digest bytea NOT NULL,
  chained bytea NOT NULL
);
-- A record of usual length stays in its row as it is: packing it costs more than the room it saves.
ALTER TABLE audit_record SET (toast_tuple_target = 8160);
CREATE INDEX audit_record_by_patient ON audit_record USING gin (patients);
-- Records come in the order of time, or nearly so.
CREATE INDEX audit_record_by_time ON audit_record USING brin (recorded) WITH (pages_per_range = 16);

-- The last link. Its row lock puts the records of all processes into one order.
ALTER TABLE audit_head RENAME TO audit_event_head;
CREATE TABLE audit_head (place boolean PRIMARY KEY DEFAULT true CHECK (place), number bigint NOT NULL, chained bytea NOT NULL);
INSERT INTO audit_head (number, chained) SELECT 0, chained FROM audit_event_head;

DROP FUNCTION audit_append(uuid[], timestamptz[], text[], text[], text[], bytea[]);
DROP FUNCTION audit_append(uuid[], timestamptz[], text[], text[], int[], bytea);
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM audit_event) THEN DROP TABLE audit_event, audit_event_head; END IF;
END $$;

-- Appends records in one call: one round trip holds the lock on the head for as short as can be. The contents come as one
-- run of bytes, so that nothing has to be escaped on the way; `lengths` holds the bytes of each, `people` the patients of
-- each as an array is written.
CREATE FUNCTION audit_append(ids uuid[], times timestamptz[], people text[], lengths int[], bytes bytea)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
  contents bytea[] := '{}';
  digests bytea[] := '{}';
  links bytea[] := '{}';
  place int := 1;
BEGIN
  FOR i IN 1..cardinality(ids) LOOP
    contents[i] := substring(bytes FROM place FOR lengths[i]);
    digests[i] := sha256(contents[i]);
    place := place + lengths[i];
  END LOOP;
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  FOR i IN 1..cardinality(ids) LOOP
    head.chained := sha256(head.chained || int8send(head.number + i) || digests[i]);
    links[i] := head.chained;
  END LOOP;
  INSERT INTO audit_record (number, id, recorded, patients, content, digest, chained)
    SELECT head.number + r.n, r.id, r.recorded, r.people::text[], convert_from(r.content, 'UTF8'), r.digest, r.chained
    FROM unnest(ids, times, people, contents, digests, links) WITH ORDINALITY
      AS r(id, recorded, people, content, digest, chained, n);
  UPDATE audit_head SET number = head.number + cardinality(ids), chained = head.chained;
END $$;
