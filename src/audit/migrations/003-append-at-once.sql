-- The links are reckoned first, and all events put in by one statement; the head is locked from the first line on.
-- `people` holds the patients of each event as an array is written.
DROP FUNCTION audit_append;
CREATE FUNCTION audit_append(
  ids uuid[], times timestamptz[], kinds text[], people text[], contents text[], digests bytea[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
  links bytea[] := '{}';
BEGIN
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  FOR i IN 1..cardinality(ids) LOOP
    head.chained := sha256(head.chained || int8send(head.number + i) || digests[i]);
    links[i] := head.chained;
  END LOOP;
  INSERT INTO audit_event (number, id, recorded, kind, patients, content, digest, chained)
    SELECT head.number + e.n, e.id, e.recorded, e.kind, e.people::text[], e.content, e.digest, e.chained
    FROM unnest(ids, times, kinds, people, contents, digests, links) WITH ORDINALITY
      AS e(id, recorded, kind, people, content, digest, chained, n);
  UPDATE audit_head SET number = head.number + cardinality(ids), chained = head.chained;
END $$;
