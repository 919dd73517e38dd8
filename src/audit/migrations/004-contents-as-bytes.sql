-- The contents of all events come as one run of bytes: nothing has to be escaped on the way. `lengths` holds the bytes of each.
-- An event of usual length stays in its row as it is: packing it costs more than the room it saves.
ALTER TABLE audit_event SET (toast_tuple_target = 8160);
-- The one before stays for gateways of before, which may go on serving meanwhile.
CREATE FUNCTION audit_append(
  ids uuid[], times timestamptz[], kinds text[], people text[], lengths int[], bytes bytea
) RETURNS void LANGUAGE plpgsql AS $$
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
  INSERT INTO audit_event (number, id, recorded, kind, patients, content, digest, chained)
    SELECT head.number + e.n, e.id, e.recorded, e.kind, e.people::text[], convert_from(e.content, 'UTF8'), e.digest, e.chained
    FROM unnest(ids, times, kinds, people, contents, digests, links) WITH ORDINALITY
      AS e(id, recorded, kind, people, content, digest, chained, n);
  UPDATE audit_head SET number = head.number + cardinality(ids), chained = head.chained;
END $$;
