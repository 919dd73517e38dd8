-- Appends events to the chain in one call: one round trip holds the lock on the head for as short as can be.
-- Each link is SHA-256(previous ‖ number ‖ digest), the number as eight bytes, big-endian.
CREATE FUNCTION audit_append(
  ids uuid[], times timestamptz[], kinds text[], people text[], contents text[], digests bytea[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
BEGIN
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  FOR i IN 1..cardinality(ids) LOOP
    head.number := head.number + 1;
    head.chained := sha256(head.chained || int8send(head.number) || digests[i]);
    INSERT INTO audit_event (number, id, recorded, kind, patients, content, digest, chained)
      VALUES (head.number, ids[i], times[i], kinds[i], ARRAY(SELECT json_array_elements_text(people[i]::json)), contents[i], digests[i], head.chained);
  END LOOP;
  UPDATE audit_head SET number = head.number, chained = head.chained;
END $$;
