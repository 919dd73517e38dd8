-- A Patient as it is looked into for others: without what is contained, which may be there for a contact alone, and where it
-- has contacts, without these and the narrative, which may speak of them.
CREATE FUNCTION without_contacts(content text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
  RETURN (content::jsonb - CASE WHEN jsonb_exists(content::jsonb, 'contact') THEN ARRAY['contact', 'text', 'contained'] ELSE ARRAY['contained'] END)::text;
EXCEPTION WHEN data_exception THEN
  RETURN '';
END $$;

-- A Patient is about itself alone: what is linked is another record of the same person.
UPDATE resource SET patients = ARRAY['Patient/' || id] WHERE type = 'Patient' AND cardinality(patients) > 1;
