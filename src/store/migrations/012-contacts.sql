-- A Patient as it is answered to whom its contacts are withheld: its narrative, which may speak of them, is gone too.
CREATE FUNCTION without_contacts(content text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
  IF NOT jsonb_exists(content::jsonb, 'contact') THEN
    RETURN content;
  END IF;
  RETURN (content::jsonb - ARRAY['contact', 'text'])::text;
EXCEPTION WHEN data_exception THEN
  RETURN '';
END $$;

-- A Patient is about itself alone: what is linked is another record of the same person.
UPDATE resource SET patients = ARRAY['Patient/' || id] WHERE type = 'Patient' AND cardinality(patients) > 1;
